/** The command as users start it, bundled once for all tests of the command line. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuiltCommand {
  /** The file that node is to start. */
  readonly main: string;
  run(
    args: readonly string[],
    options?: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> },
  ): Promise<Ended>;
  remove(): void;
}

/** Bundles the command into a folder of its own, with drover's playbooks and roles beside it. */
export function buildCommand(): BuiltCommand {
  const folder = mkdtempSync(join(tmpdir(), 'drover-built-'));
  buildSync({
    entryPoints: [join(root, 'engine', 'cli', 'main.ts')],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: join(folder, 'dist'),
    logLevel: 'error',
  });
  for (const name of ['node_modules', 'playbooks', 'roles', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
  const main = join(folder, 'dist', 'main.js');
  return {
    main,
    run: (args, options = {}) => start([main, ...args], options),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function start(
  args: readonly string[],
  options: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, NO_COLOR: '1', ...options.environment };
    const child = spawn(process.execPath, args, {
      cwd: options.cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
