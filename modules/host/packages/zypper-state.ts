/** What zypper would do, read only: packages are looked up, and a transaction is tried. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome, Connection } from '../../../engine/module.ts';
import type { Call } from '../calls.ts';
import { textOf } from '../file-content.ts';
import type { Programs } from '../programs.ts';
import type { AskedZypper } from './zypper-arguments.ts';
import {
  lastMessage,
  parseSolvables,
  wantedOf,
  zypperWords,
  type Solvable,
  type Wanted,
} from './zypper-words.ts';

export interface ZypperDeed {
  readonly call?: Call;
  readonly packages: readonly Solvable[];
}

/** The program; on a system whose files are read only, within a transactional update. */
export async function zypperProgram(programs: Programs, { files }: Connection): Promise<Call['words']> {
  const zypper = await programs.need('zypper');
  const update = '/usr/sbin/transactional-update';
  if ((await files.status(update, { follow: true })) === undefined) return [zypper];
  const mounts = textOf(await files.read('/proc/mounts'))
    .split('\n')
    .map((line) => line.split(' '));
  const root = mounts.find(([, place]) => place === '/');
  const isReadOnly = root?.[2] === 'btrfs' && root[3]?.split(',').includes('ro') === true;
  return isReadOnly ? [update, '--continue', '--drop-if-no-change', '--quiet', 'run', zypper] : [zypper];
}

export async function zypperDeed(
  asked: AskedZypper,
  program: Call['words'],
  programs: Programs,
): Promise<ZypperDeed> {
  const names = asked.name.filter((name) => name !== '');
  const isAll = names.length === 1 && names[0] === '*';
  if (isAll && (asked.state === 'latest' || asked.state === 'dist-upgrade')) {
    const command =
      asked.type === 'patch' ? 'patch' : asked.state === 'dist-upgrade' ? 'dist-upgrade' : 'update';
    return trial((isTrial) => [...program, ...zypperWords(asked, command, { isTrial })], programs);
  }
  const isRemoval = asked.state === 'absent' || asked.state === 'removed';
  return isRemoval ? removal(asked, program, names, programs) : installation(asked, program, names, programs);
}

type WordsFor = (isTrial: boolean) => Call['words'];

async function trial(wordsFor: WordsFor, programs: Programs): Promise<ZypperDeed> {
  const outcome = await programs.run(wordsFor(true));
  const packages = packagesOf(outcome);
  return packages.length === 0 ? { packages } : { packages, call: { words: wordsFor(false) } };
}

/** Statuses that tell of success: 102 wants a restart, 103 is to be run again, 106 left a repository out. */
const good = [0, 102, 103, 106];

/** The packages of an answer; throws for one that tells of a failure. */
export function packagesOf(
  { rc, stdout, stderr }: CommandOutcome,
  isMissingFine = false,
): readonly Solvable[] {
  const packages = parseSolvables(stdout);
  if (rc === 104 && isMissingFine) return [];
  if (packages !== undefined && good.includes(rc)) return packages;
  throw new DroverError('module-failed', {
    detail:
      lastMessage(stdout) ?? `Zypper run command failed with return code ${rc}. ${stderr.trim()}`.trim(),
    help:
      rc === 104
        ? 'See that a repository of the machine has it: zypper search. Lists are read anew with update_cache: true.'
        : 'See what zypper says on the machine.',
  });
}

async function installed(
  asked: AskedZypper,
  program: Call['words'],
  packages: readonly Wanted[],
  programs: Programs,
): Promise<ReadonlySet<string>> {
  if (packages.length === 0) return new Set();
  const search = [
    ...program,
    ...zypperWords(asked, 'search'),
    '--match-exact',
    '--details',
    '--installed-only',
  ] as const;
  const outcome = await programs.run([...search, ...packages.map(({ name }) => name)]);
  return new Set(packagesOf(outcome, true).map(({ name }) => name));
}

async function installation(
  asked: AskedZypper,
  program: Call['words'],
  names: readonly string[],
  programs: Programs,
): Promise<ZypperDeed> {
  const { packages, files } = wantedOf(names, '+');
  // With a version, zypper itself finds out what is to be done.
  const isFree = packages.filter(({ version }) => version === '');
  const there = asked.state === 'latest' ? undefined : await installed(asked, program, isFree, programs);
  const left = packages.filter(
    ({ sign, name, version }) => there === undefined || version !== '' || (sign === '+') !== there.has(name),
  );
  if (left.length === 0 && files.length === 0) return { packages: [] };
  const oldPackage = asked.oldpackage || packages.some(({ version }) => version !== '');
  const specs = left.map(({ sign, name, version }) => `${sign}${name}${version}`);
  return trial(
    (isTrial) => [
      ...program,
      ...zypperWords(asked, 'install', { isTrial, oldPackage }),
      '--',
      ...files,
      ...specs,
    ],
    programs,
  );
}

async function removal(
  asked: AskedZypper,
  program: Call['words'],
  names: readonly string[],
  programs: Programs,
): Promise<ZypperDeed> {
  const { packages } = wantedOf(names, '-');
  const there = await installed(asked, program, packages, programs);
  const gone = packages.filter(({ name }) => there.has(name)).map(({ name, version }) => `${name}${version}`);
  if (gone.length === 0) return { packages: [] };
  return trial((isTrial) => [...program, ...zypperWords(asked, 'remove', { isTrial }), ...gone], programs);
}
