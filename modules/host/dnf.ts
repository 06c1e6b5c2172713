import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Connection,
  type ModuleResult,
  type Plan,
  type TaskContext,
} from '../../engine/module.ts';
import { dnfArguments, type AskedDnf } from './packages/dnf-arguments.ts';
import { dnfCalls, type DnfCall } from './packages/dnf-state.ts';
import { transactionChanges } from './packages/transaction.ts';
import { programsOf } from './programs.ts';

export interface DnfDetail {
  readonly calls: readonly DnfCall[];
}

export const dnf = defineModule({
  name: 'host.dnf',
  aliases: [
    ...['dnf', 'ansible.builtin.dnf', 'ansible.legacy.dnf'],
    ...['yum', 'ansible.builtin.yum', 'ansible.legacy.yum'],
  ],
  summary: 'Installs, upgrades and removes packages of Red Hat, Fedora and their kin, with dnf or yum.',
  args: { type: 'object', properties: dnfArguments },
  examples: [
    { title: 'Packages', playbook: '- dnf:\n    name: [qemu-guest-agent, tar]\n    state: latest\n' },
  ],
  returns: {
    results: {
      type: 'array',
      items: { type: 'string', description: '`Installed: name-version.arch`, or `Removed:`.' },
      description: 'What was done.',
    },
    rc: { type: 'integer', description: 'The exit status of the program.' },
  },
  check: (args) =>
    args.name.length === 0 && !args.update_cache && !args.autoremove
      ? ['one of the following is required: name, list, update_cache']
      : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: gatherDnf,
  plan: planDnf,
  apply: applyDnf,
});

export function gatherDnf(
  asked: AskedDnf,
  connection: Connection,
  context: TaskContext,
): Promise<readonly DnfCall[]> {
  return dnfCalls(asked, programsOf(connection, context));
}

export function planDnf(asked: AskedDnf, calls: readonly DnfCall[]): Plan<DnfDetail> {
  const results = calls.flatMap(({ transaction }) => [
    ...transaction.installs.map(({ name, to }) => `Installed: ${nevra(name, to)}`),
    ...transaction.removals.map(({ name, from }) => `Removed: ${nevra(name, from)}`),
  ]);
  const isSame = calls.length === 0;
  return {
    action: isSame ? 'unchanged' : 'update',
    subject: `packages ${asked.name.join(', ')}`.trim(),
    reason: isSame ? 'they are as asked for' : results.join('; '),
    changes: calls.flatMap(({ transaction }) => transactionChanges(transaction)),
    result: { msg: isSame ? 'Nothing to do' : '', rc: 0, results },
    detail: { calls },
  };
}

export async function applyDnf(
  { detail }: Plan<DnfDetail>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const programs = programsOf(connection, context);
  for (const { words } of detail.calls) {
    const { rc, stdout, stderr } = await programs.run(words);
    if (rc !== 0)
      throw new DroverError('command-failed', {
        detail: `${words.join(' ')} failed with status ${rc}: ${stderr.trim() || stdout.trim()}`,
        help: 'dnf history on the machine tells what was done before.',
      });
  }
  return { changed: true };
}

/** A package (`name.arch`) with its version, as dnf and Ansible write it: `name-version.arch`. */
function nevra(name: string, version: string): string {
  const at = name.lastIndexOf('.');
  return `${name.slice(0, at)}-${version}${name.slice(at)}`;
}
