import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeed } from './bed.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const built = join(root, 'dist', 'engine', 'cli', 'main.js');

/** How a run of drover ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface Settings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly whenStarted?: (child: ChildProcess) => void;
}

/** Builds what a user starts, unless it is newer than every source. */
export async function buildDrover(): Promise<void> {
  const sources = ['engine', 'modules'].flatMap((folder) => filesOf(join(root, folder)));
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (!sources.some((path) => statSync(path).mtimeMs > builtAt)) return;
  try {
    await succeed('npm', ['run', 'build']);
  } catch (error) {
    // The compiler writes files in spite of errors: they must not count as fresh the next time.
    if (existsSync(built)) utimesSync(built, 0, 0);
    throw error;
  }
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));

/** Runs the built command line as a user does, who has nothing of OpenStack in the environment. */
export function drover(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [built, ...args], {
      cwd: root,
      env: { ...plainEnvironment(), ...settings.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - began }),
    );
    settings.whenStarted?.(child);
  });
}

function plainEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(OS|DROVER|ANSIBLE)_/.test(name));
  return {
    ...Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    HOME: tmpdir(),
    NO_COLOR: '1',
  };
}

/** All that a run said, for the message of an assertion. */
export const said = ({ stdout, stderr }: Ended): string => `${stdout}\n${stderr}`.trim().slice(-6000);

/** The numbers of the recap line of localhost. */
export function recapOf({ stdout }: Ended): Readonly<Record<string, number>> {
  const line = [...stdout.matchAll(/^localhost +: (.*)$/gm)].at(-1)?.[1] ?? '';
  return Object.fromEntries(
    [...line.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name ?? '', Number(count)]),
  );
}
