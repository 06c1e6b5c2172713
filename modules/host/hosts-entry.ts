import { isIP } from 'node:net';
import { defineModule } from '../../engine/module.ts';
import { attributeArguments, statusResult } from './attributes.ts';
import { readingOf } from './edited-text.ts';
import { applyContent, contentArguments, currentFile, planContent } from './file-content.ts';
import { editHosts } from './identity/hosts-file.ts';

export const hostsEntry = defineModule({
  name: 'host.hosts_entry',
  aliases: ['hosts_entry'],
  summary: 'Gives an address names in /etc/hosts, or takes them away.',
  description: 'Comments and the order of lines stay. There is no such module in Ansible.',
  args: {
    type: 'object',
    properties: {
      address: { type: 'string', description: 'The address.', aliases: ['ip'] },
      names: {
        type: 'array',
        items: { type: 'string', description: 'A name.', minLength: 1 },
        description: 'The names; the first is the canonical one. None with absent: all of the address.',
        aliases: ['name'],
        default: [],
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether the address is to have the names.',
        default: 'present',
      },
      exclusive: {
        type: 'boolean',
        description: 'Take the names from other addresses of the same family.',
        default: true,
      },
      path: { type: 'string', format: 'path', description: 'The file.', default: '/etc/hosts' },
      ...attributeArguments,
      backup: contentArguments.backup,
      unsafe_writes: {
        ...contentArguments.unsafe_writes,
        description: 'Write into the file itself where it cannot be replaced, as in containers.',
      },
    },
    required: ['address'],
  },
  examples: [
    {
      title: 'The new address of a server',
      playbook: '- hosts_entry:\n    address: 192.0.2.20\n    names: [db.example.org, db]\n',
    },
  ],
  returns: {
    path: { type: 'string', description: 'The file.' },
    backup_file: { type: 'string', description: 'The copy of the file as it was, where one was asked for.' },
  },
  check: ({ address, names, state }) => {
    const problems: string[] = [];
    if (isIP(address) === 0) problems.push(`${address} is no address of IPv4 or IPv6`);
    if (state === 'present' && names.length === 0)
      problems.push('state is present but all of the following are missing: names');
    const odd = names.find((name) => /[\s#]/.test(name));
    if (odd !== undefined) problems.push(`${JSON.stringify(odd)} is no name: it has a blank or a # in it`);
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: ({ path }, connection) => currentFile(path, connection),
  plan: (args, current) => {
    const { decode, encode } = readingOf(current.content);
    const before = decode(current.content);
    const after = editHosts(before, args);
    const isSame = after === before;
    // A file that is not made has no attributes either.
    const asked = isSame && current.status === undefined ? { backup: false, unsafe_writes: false } : args;
    const there = current.status === undefined ? {} : statusResult(current.status);
    return planContent(current, isSame ? undefined : encode(after), asked, { ...there, path: args.path });
  },
  apply: applyContent,
});
