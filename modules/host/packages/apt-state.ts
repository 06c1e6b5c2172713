/** What apt would do, read only: by its own simulation. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';
import type { AskedApt } from './apt-arguments.ts';
import {
  cleanupWords,
  installWords,
  parseSimulation,
  removeWords,
  upgradeWords,
  type Transaction,
} from './apt-words.ts';
import {
  debianPackages,
  globTest,
  packagesFor,
  parseSpec,
  type DebianPackage,
  type PackageSpec,
} from './dpkg.ts';

/** One call of apt-get, and what its simulation says that it would do. */
export interface AptCall {
  readonly words: readonly string[];
  readonly transaction: Transaction;
  /** There is no simulation of it that tells of a change. */
  readonly isBlind?: true;
}

export const frontend = { DEBIAN_FRONTEND: 'noninteractive', DEBIAN_PRIORITY: 'critical' } as const;

/** The calls that bring the machine to what is asked for; none where nothing is to be done. */
export async function aptCalls(asked: AskedApt, debFile: string | undefined, programs: Programs) {
  const calls: AptCall[] = [];
  const specs = (asked.package ?? []).filter((text) => text.trim() !== '*').map(specOf);
  const isAll = (asked.package ?? []).some((text) => text.trim() === '*');
  const upgrade =
    asked.upgrade === 'no' ? (isAll && asked.state === 'latest' ? 'yes' : undefined) : asked.upgrade;
  if (upgrade !== undefined) calls.push(await simulated(upgradeWords(asked, upgrade), programs));
  const installed = await debianPackages(programs);
  if (debFile !== undefined && (await isDebWanted(debFile, installed, asked, programs)))
    calls.push(await simulated(installWords(asked, [debFile]), programs));
  if (asked.package === undefined || specs.length === 0) {
    if (asked.autoclean)
      calls.push({ words: cleanupWords(asked, 'autoclean'), transaction: none, isBlind: true });
    if (asked.autoremove) calls.push(await simulated(cleanupWords(asked, 'autoremove'), programs));
    if (asked.state === 'fixed') calls.push(await simulated(installWords(asked, []), programs));
  } else if (asked.state === 'absent') {
    const there = specs.flatMap((spec) => removable(spec, installed, asked.purge));
    if (there.length > 0) calls.push(await simulated(removeWords(asked, [...new Set(there)]), programs));
  } else {
    const wanted = await toInstall(asked, specs, installed, programs);
    if (wanted.length > 0) calls.push(await simulated(installWords(asked, wanted), programs));
  }
  return calls.filter(({ transaction, isBlind }) => isBlind === true || isSomething(transaction));
}

const none: Transaction = { installs: [], removals: [] };

function isSomething({ installs, removals }: Transaction): boolean {
  return installs.length + removals.length > 0;
}

async function simulated(words: readonly string[], programs: Programs): Promise<AptCall> {
  const outcome = await programs.run(['apt-get', '-s', ...words], { environment: frontend });
  if (outcome.rc === 0) return { words, transaction: parseSimulation(outcome.stdout) };
  const missing = /Unable to locate package (\S+)|Package '([^']+)' has no installation candidate/.exec(
    outcome.stderr,
  );
  const name = missing?.[1] ?? missing?.[2];
  throw new DroverError('module-failed', {
    detail:
      name === undefined
        ? `apt-get ${words.join(' ')} failed: ${outcome.stderr.trim()}`
        : `No package matching '${name}' is available`,
    help: 'Set update_cache: true, and see that a source of the machine offers it (apt-cache policy).',
  });
}

function specOf(text: string): PackageSpec {
  const spec = parseSpec(text);
  if (spec !== undefined) return spec;
  throw new DroverError('invalid-argument', {
    detail: `invalid package spec: ${text}`,
    help: 'Write name, name=version or name/release.',
  });
}

/** Names, as dpkg has them, of what is there; what is left of a configuration counts where that is to go, too. */
function removable(
  spec: PackageSpec,
  installed: readonly DebianPackage[],
  isPurge: boolean,
): readonly string[] {
  const isName = globTest(spec.name);
  return packagesFor(spec, installed)
    .filter(({ name, state }) => isName(name) && (state === 'installed' || isPurge))
    .map(({ name }) => (spec.architecture === undefined ? name : `${name}:${spec.architecture}`));
}

async function toInstall(
  asked: AskedApt,
  specs: readonly PackageSpec[],
  installed: readonly DebianPackage[],
  programs: Programs,
): Promise<readonly string[]> {
  if (asked.state === 'build-dep') return specs.map(({ text }) => text);
  const isThere = (spec: PackageSpec): boolean =>
    packagesFor(spec, installed).some(({ state }) => state === 'installed');
  const expanded = (await Promise.all(specs.map((spec) => withNames(spec, programs)))).flat();
  const known = asked.only_upgrade
    ? expanded.filter((spec) => isThere({ text: spec.name, name: spec.name }))
    : expanded;
  // Of a version with a glob the newest is wanted: the simulation tells whether that is there.
  const isOpen = ({ version = '' }: PackageSpec): boolean => /[*?[]/.test(version);
  const missing = known
    .filter((spec) => asked.state === 'fixed' || isOpen(spec) || !isThere(spec))
    .map(({ text }) => text);
  if (asked.state !== 'latest') return missing;
  const all = known.map(({ text }) => text);
  if (all.length === 0) return [];
  const { transaction } = await simulated(installWords(asked, all), programs);
  const renewed = new Set(transaction.installs.map(({ name }) => name.split(':')[0]));
  return known
    .filter(({ name, text }) => renewed.has(name) || missing.includes(text))
    .map(({ text }) => text);
}

/** A glob in a name stands for all packages that are offered. */
async function withNames(spec: PackageSpec, programs: Programs): Promise<readonly PackageSpec[]> {
  if (!/[*?[]/.test(spec.name)) return [spec];
  const prefix = spec.name.slice(0, spec.name.search(/[*?[]/));
  const { stdout } = await programs.run(['apt-cache', 'pkgnames', prefix]);
  const names = stdout.split('\n').filter((name) => name !== '' && globTest(spec.name)(name));
  if (names.length === 0)
    throw new DroverError('module-failed', {
      detail: `No package(s) matching '${spec.name}' available`,
      help: 'See apt-cache pkgnames on the machine; set update_cache: true where its lists are old.',
    });
  return names.sort().map((name) => ({ ...spec, name, text: spec.text.replace(spec.name, name) }));
}

/** A package file is installed unless this version, or a newer one that may not be replaced, is there. */
async function isDebWanted(
  path: string,
  installed: readonly DebianPackage[],
  asked: AskedApt,
  programs: Programs,
): Promise<boolean> {
  const told = await programs.run(['dpkg-deb', '-W', '--showformat', '${Package}\\t${Version}', path]);
  if (told.rc !== 0)
    throw new DroverError('module-failed', {
      detail: `Unable to install package: ${told.stderr.trim()}`,
      help: 'deb needs a file of a Debian package, on the machine or at a URL.',
    });
  const [name, version = ''] = told.stdout.split('\t');
  const current = installed.find((entry) => entry.name === name && entry.state === 'installed');
  if (current === undefined) return true;
  const isNewer = await programs.run(['dpkg', '--compare-versions', version, 'gt', current.version]);
  if (isNewer.rc === 0) return true;
  if (version === current.version) return false;
  if (asked.allow_downgrade || asked.force) return true;
  throw new DroverError('module-failed', {
    detail: `A later version of ${name ?? path} is already installed: ${current.version}`,
    help: 'Set allow_downgrade: true to replace it.',
  });
}

/** When the lists were read last, in seconds since 1970; 0 where they never were. */
export async function listsReadAt({ files }: Connection): Promise<number> {
  for (const path of ['/var/lib/apt/periodic/update-success-stamp', '/var/lib/apt/lists']) {
    const status = await files.status(path, { follow: true });
    if (status !== undefined) return Math.floor(status.modified);
  }
  return 0;
}
