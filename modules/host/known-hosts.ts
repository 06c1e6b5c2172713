import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule } from '../../engine/module.ts';
import { hashedLine, isOfHost, parseHostKey, placeHostKey } from './accounts/known-hosts.ts';
import { statusResult } from './attributes.ts';
import { applyContent, currentFile, planContent, textOf, utf8 } from './file-content.ts';

export const knownHosts = defineModule({
  name: 'host.known_hosts',
  aliases: ['known_hosts', 'ansible.builtin.known_hosts', 'ansible.legacy.known_hosts'],
  summary: 'Makes keys of machines known to SSH, or unknown.',
  args: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        description: 'The machine, as ssh is called with it; with another port `[name]:2222`.',
        aliases: ['host'],
      },
      key: {
        type: 'string',
        description: 'The line of its key, with its name in front. None with absent: all of its keys go.',
      },
      path: {
        type: 'string',
        format: 'path',
        description: 'The file. Its folder has to be there.',
        default: '~/.ssh/known_hosts',
      },
      hash_host: { type: 'boolean', description: 'Write a hash in place of the name.', default: false },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether the key is to be known.',
        default: 'present',
      },
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'The key of a Git server',
      playbook:
        '- known_hosts:\n    name: git.example.org\n    key: git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO...\n    path: /etc/ssh/ssh_known_hosts\n',
    },
  ],
  returns: { path: { type: 'string', description: 'The file.' } },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context) => {
    refuseWrongKey(args);
    return { current: await currentFile(args.path, connection), isChecking: context.checkMode };
  },
  plan: (args, { current, isChecking }) => {
    const host = args.name.toLowerCase();
    const given = args.key === undefined || args.key === '' ? undefined : args.key;
    const line = given !== undefined && args.hash_host ? hashedLine(given, host) : given;
    const before = textOf(current.content);
    const after = placeHostKey(before, { host, line, state: args.state });
    const there = current.status === undefined ? {} : statusResult(current.status);
    const told = isChecking ? {} : { key: null, ...args, ...there };
    return planContent(
      current,
      after === before ? undefined : utf8(after),
      { backup: false, unsafe_writes: false },
      told,
    );
  },
  apply: applyContent,
});

function refuseWrongKey(args: {
  readonly name: string;
  readonly key?: string;
  readonly state: 'absent' | 'present';
}): void {
  const problem = problemOf(args);
  if (problem === undefined) return;
  throw new DroverError('invalid-argument', {
    detail: problem,
    help: 'key is a line of known_hosts: the name, the type of the key, the key. `ssh-keyscan NAME` gives such lines.',
  });
}

function problemOf({ name, key, state }: Parameters<typeof refuseWrongKey>[0]): string | undefined {
  if (key === undefined || key === '')
    return state === 'present' ? 'No key specified when adding a host' : undefined;
  if (/\S+\s*,\s*/.test(name))
    return 'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.';
  const entry = parseHostKey(key);
  return entry !== undefined && isOfHost(entry, name)
    ? undefined
    : 'Host parameter does not match hashed host field in supplied key';
}
