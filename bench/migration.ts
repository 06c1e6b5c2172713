/** A whole tenant of 10,000 resources in one `drover migrate`, between two loopback clouds: `npm run bench:migration`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type LoopbackCloud } from '../test/clouds/openstack/cloud.ts';
import { seedTenant, type Seeded } from '../test/clouds/openstack/seed-tenant.ts';
import { runProgram, timeText } from './measure.ts';
import { writeTable, type Row } from './table.ts';

const root = join(import.meta.dirname, '..');
const drover = [process.execPath, join(root, 'dist', 'engine', 'cli', 'main.js')] as const;

const NONE = -1;
const options = {
  quotas: {
    network: NONE,
    subnet: NONE,
    port: NONE,
    router: NONE,
    security_group: NONE,
    security_group_rule: NONE,
  },
};

const folder = await mkdtemp(join(tmpdir(), 'drover-bench-'));
const source = await startOpenStackCloud(options);
const destination = await startOpenStackCloud(options);
try {
  const seeded = await seedTenant(source, {
    networks: 1620,
    routers: 260,
    securityGroups: 310,
    rulesPerGroup: 18,
  });
  const variables = join(folder, 'vars.yml');
  await writeFile(
    variables,
    stringify({
      os_migrate_src_auth: source.auth('src', 'src'),
      os_migrate_dst_auth: destination.auth('dst', 'dst'),
      os_migrate_data_dir: join(folder, 'data'),
    }),
    { mode: 0o600 },
  );
  const first = await migrate('one `migrate`', variables, seeded);
  const second = await migrate('the same again', variables, seeded);
  writeTable('migration', [first, second]);
} finally {
  await Promise.all([source.close(), destination.close()]);
  await rm(folder, { recursive: true });
}

async function migrate(what: string, variables: string, seeded: Seeded): Promise<Row> {
  for (const cloud of [source, destination]) cloud.resetCalls();
  const outcome = await runProgram(
    [...drover, 'migrate', '--yes', '-e', `@${variables}`, '--output', 'plain'],
    { cwd: folder },
  );
  if (outcome.code !== 0)
    throw new Error(
      `drover migrate ended with ${outcome.code ?? 'a signal'}:\n${outcome.stdout.slice(-2000)}`,
    );
  const counts: Readonly<Record<string, number>> = { ...seeded };
  const kinds = Object.entries(counts).map(
    ([kind, count]) => `${count} ${kind.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`)}`,
  );
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    what: `${what}, with export, plan, import and verification: ${total.toLocaleString('en')} resources (${kinds.join(', ')})`,
    drover: `${timeText(outcome.milliseconds)}, ${outcome.peakMiB} MiB; source: ${callsOf(source)}; destination: ${callsOf(destination)}`,
    target: 'under 500 MiB; no write the second time',
    command: 'drover migrate --yes',
  };
}

function callsOf({ calls }: LoopbackCloud): string {
  return `${calls.total} calls, ${calls.writes} writes`;
}
