import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

/** Where the bed keeps its clouds. */
export const bedFolder = (): string => process.env['DROVER_BED_DIR'] ?? join(tmpdir(), 'drover-bed');

/**
 * Brings up the two clouds with all services, with the script's own output to see, and points the seed at them. A bed that does not come
 * up throws: a live test that passes without clouds is worth nothing.
 */
export async function bringUpBed(): Promise<void> {
  const script = join(root, 'test', 'beds', 'openstack.sh');
  process.env['DROVER_BED_SERVICES'] ??= 'all';
  await succeed(script, ['up']);
  // The seed empties tenants: it must never follow somebody's own setting to a cloud that is in use.
  process.env['OS_CLIENT_CONFIG_FILE'] = join(bedFolder(), 'clouds.yaml');
}

/** Runs a program in the repository with its output shown; throws unless it ends well. */
export async function succeed(program: string, args: readonly string[]): Promise<void> {
  const code = await new Promise<number | string>((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? signal ?? 'nothing'));
  });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`);
}
