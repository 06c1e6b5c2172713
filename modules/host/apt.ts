import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type CommandOutcome,
  type Connection,
  type ModuleResult,
  type Plan,
  type TaskContext,
} from '../../engine/module.ts';
import { aptArguments, type AskedApt } from './packages/apt-arguments.ts';
import { aptCalls, frontend, listsReadAt, type AptCall } from './packages/apt-state.ts';
import { localFile, type LocalFile } from './packages/package-file.ts';
import { readLists, withPolicy } from './packages/apt-deeds.ts';
import { transactionChanges } from './packages/transaction.ts';
import { outputs } from './program-result.ts';
import { programsOf } from './programs.ts';

export interface AptFacts {
  readonly readAt: number;
  /** The lists are to be read anew, and only then it can be told what is to be done. */
  readonly isReadAnew: boolean;
  readonly calls: readonly AptCall[];
}

export interface AptDetail extends AptFacts {
  readonly asked: AskedApt;
}

export const apt = defineModule({
  name: 'host.apt',
  aliases: ['apt', 'ansible.builtin.apt', 'ansible.legacy.apt'],
  summary: 'Installs, upgrades and removes packages of Debian and Ubuntu.',
  args: { type: 'object', properties: aptArguments },
  examples: [
    {
      title: 'A package',
      playbook: '- apt:\n    name: qemu-guest-agent\n    update_cache: true\n    cache_valid_time: 3600\n',
    },
  ],
  returns: {
    cache_updated: { type: 'boolean', description: 'Whether the lists of packages were read anew.' },
    cache_update_time: { type: 'integer', description: 'When they were read last.' },
    stdout: { type: 'string', description: 'What apt-get printed, where something was done.' },
  },
  check: (args) => {
    const given = [args.deb, args.package, args.upgrade === 'no' ? undefined : args.upgrade];
    const problems: string[] = [];
    if (given.filter((value) => value !== undefined).length > 1)
      problems.push('parameters are mutually exclusive: deb|package|upgrade');
    if (args.deb !== undefined && args.state !== 'present') problems.push('deb only supports state=present');
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: gatherApt,
  plan: planApt,
  apply: applyApt,
});

export async function gatherApt(
  asked: AskedApt,
  connection: Connection,
  context: TaskContext,
): Promise<AptFacts> {
  const readAt = await listsReadAt(connection);
  const isStale = isOutdated(asked, readAt);
  if (isStale && !context.checkMode) return { readAt, isReadAnew: true, calls: [] };
  return { readAt, isReadAnew: isStale, calls: await callsFor(asked, connection, context) };
}

export async function applyApt(
  { detail }: Plan<AptDetail>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const { asked } = detail;
  if (!detail.isReadAnew) return carryOut(detail, connection, context);
  await readLists(asked, programsOf(connection, context), context);
  const readAt = await listsReadAt(connection);
  const calls = await callsFor(asked, connection, context);
  const told = { cache_updated: readAt !== detail.readAt, cache_update_time: readAt };
  if (calls.length === 0 && !asked.clean)
    return { changed: isListOnly(asked) && told.cache_updated, ...told };
  return { ...(await carryOut({ ...detail, calls }, connection, context)), ...told };
}

function isOutdated(asked: AskedApt, readAt: number): boolean {
  const isAsked = asked.update_cache === true || asked.cache_valid_time > 0;
  return isAsked && readAt + asked.cache_valid_time < Date.now() / 1000;
}

/** Nothing is asked for but new lists. */
function isListOnly({ package: names, deb, upgrade, autoremove, autoclean }: AskedApt): boolean {
  return names === undefined && deb === undefined && upgrade === 'no' && !autoremove && !autoclean;
}

async function callsFor(
  asked: AskedApt,
  connection: Connection,
  context: TaskContext,
): Promise<readonly AptCall[]> {
  const programs = programsOf(connection, context);
  return withDeb(asked, connection, context, (deb) => aptCalls(asked, deb?.path, programs));
}

/** The package file of the task on the machine, while `work` needs it. */
async function withDeb<T>(
  { deb }: AskedApt,
  connection: Connection,
  context: TaskContext,
  work: (file: LocalFile | undefined) => Promise<T>,
): Promise<T> {
  const file = deb === undefined ? undefined : await localFile(deb, '.deb', connection, context);
  try {
    return await work(file);
  } finally {
    await file?.remove();
  }
}

export function planApt(asked: AskedApt, facts: AptFacts): Plan<AptDetail> {
  const { calls, isReadAnew, readAt } = facts;
  const transactions = calls.map(({ transaction }) => transaction);
  const isNewLists = isReadAnew && isListOnly(asked);
  const changed = calls.length > 0 || isNewLists;
  const told =
    asked.update_cache === undefined && asked.package === undefined
      ? {}
      : { cache_updated: isReadAnew, cache_update_time: readAt };
  return {
    action: changed ? 'update' : 'unchanged',
    subject: `packages ${(asked.package ?? []).join(', ')}`.trim(),
    reason: changed ? 'they are not as asked for' : isReadAnew ? 'after new lists' : 'they are as asked for',
    changes: [
      ...(isNewLists ? [{ pointer: '/lists', before: readAt, after: 'now' }] : []),
      ...transactions.flatMap(transactionChanges),
    ],
    // Files of packages that were downloaded are nothing that anybody would miss.
    hasNotes: isReadAnew || asked.clean,
    result: told,
    detail: { ...facts, asked },
  };
}

async function carryOut(
  { asked, calls }: AptDetail,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const programs = programsOf(connection, context);
  const said: CommandOutcome[] = [];
  if (asked.clean) said.push(await programs.run(['apt-get', 'clean']));
  await withPolicy(asked.policy_rc_d, connection, () =>
    withDeb(asked, connection, context, async () => {
      for (const { words } of calls) {
        const outcome = await programs.run(['apt-get', ...words], { environment: frontend });
        if (outcome.rc !== 0) throw failure(words, outcome);
        said.push(outcome);
      }
    }),
  );
  const joined = (stream: 'stdout' | 'stderr'): string => said.map((outcome) => outcome[stream]).join('');
  return {
    changed: calls.length > 0,
    ...outputs({ rc: 0, stdout: joined('stdout'), stderr: joined('stderr') }),
  };
}

function failure(words: readonly string[], { rc, stdout, stderr }: CommandOutcome): DroverError {
  return new DroverError('command-failed', {
    detail: `apt-get ${words.join(' ')} failed with status ${rc}: ${stderr.trim() || stdout.trim()}`,
    help: 'Where dpkg was interrupted, run dpkg --configure -a on the machine; then run the task again.',
  });
}
