/** What apk(8) would do, read only: packages are looked up, and a transaction is simulated. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import type { Call } from '../calls.ts';
import { textOf } from '../file-content.ts';
import { callFailure } from '../calls.ts';
import type { Programs } from '../programs.ts';
import type { AskedApk } from './apk-arguments.ts';

/** What is to be done; without a call, nothing is. */
export interface ApkDeed {
  readonly msg: string;
  readonly call?: Call;
  /** What is said where it fails. */
  readonly failure: string;
  /** Packages that must be gone afterwards. */
  readonly gone: readonly string[];
  /** What a simulation printed. */
  readonly simulated: string;
}

/** The program with the options that hold for all of its commands. */
export async function apkWords(asked: AskedApk, programs: Programs): Promise<Call['words']> {
  const repositories = (asked.repository ?? []).flatMap((each) => [
    ...['--repository', each, '--repositories-file', '/dev/null'],
  ]);
  return [await programs.need('apk'), ...(asked.no_cache ? ['--no-cache'] : []), ...repositories];
}

export async function apkDeed(asked: AskedApk, connection: Connection, programs: Programs): Promise<ApkDeed> {
  const apk = await apkWords(asked, programs);
  if (asked.upgrade) return upgrade(asked, apk, programs);
  if (asked.state === 'absent' || asked.state === 'removed') return removal(asked, apk, programs);
  return installation(asked, apk, connection, programs);
}

/** The packages that lines `(1/2) Installing name (version)` tell of. */
export function packagesIn(text: string): readonly string[] {
  return [...text.matchAll(/^\(\d+\/\d+\)\s+\S+\s+(\S+)/gm)].map(([, name = '']) => name);
}

const nothing = { failure: '', gone: [], simulated: '' };

async function simulate(call: Call, at: number, failure: string, programs: Programs): Promise<string> {
  const { words } = call;
  const [program, ...rest] = words;
  const simulation = [program, ...rest.slice(0, at - 1), '--simulate', ...rest.slice(at - 1)] as const;
  const outcome = await programs.run(simulation);
  if (outcome.rc === 0) return outcome.stdout;
  throw new DroverError('module-failed', {
    detail: `${failure}: ${String(callFailure(outcome).msg)}`,
    help: 'See that a repository of the machine offers it: apk policy, apk search. Lists of packages are read anew with update_cache: true.',
  });
}

async function upgrade({ available }: AskedApk, apk: Call['words'], programs: Programs): Promise<ApkDeed> {
  const call: Call = { words: [...apk, 'upgrade', ...(available ? ['--available'] : [])] };
  const failure = 'failed to upgrade packages';
  const simulated = await simulate(call, apk.length + 1, failure, programs);
  // Where there is nothing to do, the sum is all that is told.
  if (/^OK/.test(simulated)) return { ...nothing, simulated, msg: 'packages already upgraded' };
  return { call, failure, gone: [], simulated, msg: 'upgraded packages' };
}

async function installation(
  { name = [], state, world }: AskedApk,
  apk: Call['words'],
  connection: Connection,
  programs: Programs,
): Promise<ApkDeed> {
  const asked = textOf(await connection.files.read(world)).split(/\s+/);
  const install: string[] = [];
  const latest: string[] = [];
  for (const each of name) {
    const parts = await partsOfVirtual(each, apk, programs);
    if (parts === undefined && !isAsked(each, asked)) install.push(each);
    else if (state === 'latest')
      for (const part of parts ?? [each]) if (await isOld(part, apk, programs)) latest.push(part);
  }
  const packages = [...install, ...latest];
  if (packages.length === 0) return { ...nothing, msg: 'package(s) already installed' };
  const call: Call = { words: [...apk, 'add', ...(latest.length > 0 ? ['--upgrade'] : []), ...packages] };
  const failure = `failed to install ${packages.join(' ')}`;
  const at = apk.length + (latest.length > 0 ? 2 : 1);
  const simulated = await simulate(call, at, failure, programs);
  return { call, failure, gone: [], simulated, msg: `installed ${packages.join(' ')} package(s)` };
}

/** The packages that a virtual one stands for; undefined where it is none. */
async function partsOfVirtual(
  name: string,
  apk: Call['words'],
  programs: Programs,
): Promise<readonly string[] | undefined> {
  const { stdout } = await programs.run([...apk, '-v', 'info', '--description', name]);
  if (!stdout.split('\n').some((line) => line.startsWith(`${name}: virtual meta package`))) return undefined;
  const { stdout: depends } = await programs.run([...apk, '-v', 'info', '--depends', name]);
  return depends.trim().split(/\s+/).slice(1);
}

/** Whether it is among what was asked for, with a version or a repository or without. */
function isAsked(name: string, world: readonly string[]): boolean {
  return world.some(
    (entry) => entry === name || (entry.startsWith(name) && /^[@=<>~]./.test(entry.slice(name.length))),
  );
}

async function isOld(name: string, apk: Call['words'], programs: Programs): Promise<boolean> {
  const { stdout } = await programs.run([...apk, 'version', name]);
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return (
    new RegExp(`${literal}-[\\d.\\w]+-[\\d\\w]+\\s+(.)\\s+[\\d.\\w]+-[\\d\\w]+\\s+`).exec(stdout)?.[1] === '<'
  );
}

export async function isInstalled(name: string, apk: Call['words'], programs: Programs): Promise<boolean> {
  return (await programs.run([...apk, '-v', 'info', '--installed', name])).rc === 0;
}

async function removal({ name = [] }: AskedApk, apk: Call['words'], programs: Programs): Promise<ApkDeed> {
  const gone: string[] = [];
  for (const each of name) if (await isInstalled(each, apk, programs)) gone.push(each);
  if (gone.length === 0) return { ...nothing, msg: 'package(s) already removed' };
  const call: Call = { words: [...apk, 'del', '--purge', ...gone] };
  const names = gone.join(' ');
  const failure = `failed to remove ${names} package(s)`;
  const simulated = await simulate(call, apk.length + 2, failure, programs);
  return { call, failure, gone, simulated, msg: `removed ${names} package(s)` };
}
