/** What dnf or yum would do, read only: rpm tells what is there, and a transaction is asked for and declined. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Programs } from '../programs.ts';
import type { AskedDnf } from './dnf-arguments.ts';
import { dnfOptions, parseTransaction, type RpmTransaction } from './dnf-words.ts';

export interface DnfCall {
  readonly words: readonly [string, ...string[]];
  readonly transaction: RpmTransaction;
}

/** What is asked for, in the words of the newer names. */
export function wantedState({ state, autoremove }: AskedDnf): 'absent' | 'latest' | 'present' {
  if (state === undefined) return autoremove ? 'absent' : 'present';
  if (state === 'removed') return 'absent';
  return state === 'installed' ? 'present' : state;
}

export async function dnfCalls(asked: AskedDnf, programs: Programs): Promise<readonly DnfCall[]> {
  const program = await programFor(asked, programs);
  const verbs = await verbsFor(asked, programs);
  const calls: DnfCall[] = [];
  for (const [verb, specs] of verbs) {
    const common = [...dnfOptions(asked), verb, ...specs];
    const { stdout, stderr, rc } = await programs.run([program, '--assumeno', ...common]);
    const transaction = parseTransaction(stdout);
    const isNothing = transaction.installs.length + transaction.removals.length === 0;
    // A transaction that is declined is told as a failure, too; one that cannot be made has no table.
    if (isNothing && rc !== 0 && !/Nothing to do|No packages marked/i.test(stdout + stderr))
      throw refused(specs, stderr.trim() || stdout.trim());
    if (!asked.allow_downgrade && transaction.downgrades.length > 0)
      throw new DroverError('module-failed', {
        detail: `${transaction.downgrades.join(', ')} would be replaced by an older version.`,
        help: 'Set allow_downgrade: true if that is what you want.',
      });
    if (!isNothing) calls.push({ words: [program, '-y', ...common], transaction });
  }
  return calls;
}

async function programFor({ use_backend: backend }: AskedDnf, programs: Programs): Promise<string> {
  if (backend === 'auto') return programs.need('dnf', 'yum', 'microdnf');
  return programs.need(backend === 'dnf4' ? 'dnf-3' : backend === 'yum4' ? 'dnf' : backend);
}

/** Which commands of the program bring the packages to what is asked for, each with its packages. */
async function verbsFor(
  asked: AskedDnf,
  programs: Programs,
): Promise<readonly (readonly [verb: string, specs: readonly string[]])[]> {
  const state = wantedState(asked);
  const names = asked.name.flatMap((text) => text.split(',')).map((text) => text.trim());
  const specs = names.filter((name) => name !== '' && name !== '*');
  if (names.includes('*') && state === 'latest') return [['upgrade', []]];
  if (specs.length === 0) return asked.autoremove ? [['autoremove', []]] : [];
  const there = await installedOf(specs, asked.installroot, programs);
  const missing = specs.filter((spec) => !there.has(spec));
  const present = specs.filter((spec) => there.has(spec));
  if (state === 'absent') {
    const gone = specs.filter((spec) => there.has(spec) || spec.startsWith('@') || /[*?[]/.test(spec));
    return gone.length === 0 ? [] : [[asked.autoremove ? 'autoremove' : 'remove', gone]];
  }
  const verbs: (readonly [string, readonly string[]])[] = [];
  const installs = state === 'latest' && asked.update_only ? [] : missing;
  if (installs.length > 0) verbs.push(['install', installs]);
  if (state === 'latest' && present.length > 0) verbs.push(['upgrade', present]);
  return verbs;
}

/** Those of the specs that rpm knows to be installed: by name and version, or as what a package provides. */
async function installedOf(
  specs: readonly string[],
  root: string,
  programs: Programs,
): Promise<ReadonlySet<string>> {
  const rpm = await programs.need('rpm');
  const script =
    'r=$1; p=$2; shift 2; for s do { "$p" --root "$r" -q "$s" || "$p" --root "$r" -q --whatprovides "$s"; } >/dev/null 2>&1 && printf "%s\\n" "$s"; done; true';
  const asked = await Promise.all(
    specs.map(async (spec) => [spec, await packageOf(spec, programs)] as const),
  );
  const { stdout } = await programs.run([
    '/bin/sh',
    '-c',
    script,
    'sh',
    root,
    rpm,
    ...asked.map(([, name]) => name),
  ]);
  const found = new Set(stdout.split('\n'));
  return new Set(asked.filter(([, name]) => found.has(name)).map(([spec]) => spec));
}

/** The package that a file or a URL has in it, with its version; other specs stand for themselves. */
async function packageOf(spec: string, programs: Programs): Promise<string> {
  if (!/\.rpm$/.test(spec)) return spec;
  const { rc, stdout } = await programs.run([
    'rpm',
    '-q',
    '--qf',
    '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}',
    '-p',
    spec,
  ]);
  return rc === 0 ? stdout.trim() : spec;
}

function refused(specs: readonly string[], said: string): DroverError {
  const missing = [
    ...said.matchAll(/(?:No match for argument|No package|Unable to find a match): (\S+)/g),
  ].map(([, name = '']) => name);
  return new DroverError('module-failed', {
    detail:
      missing.length > 0 ? `No package ${missing.join(', ')} available.` : `${specs.join(' ')}: ${said}`,
    help: 'See that a repository of the machine offers it: dnf repolist, dnf search.',
  });
}
