import { placeBlock } from './block-edit.ts';
import { applyEdit, editedPath, editMessage, fileToEdit, makeParent, readingOf } from './edited-text.ts';
import { contentArguments, planContent } from './file-content.ts';
import { defineFileModule } from './labels/define-file-module.ts';

export const blockinfile = defineFileModule({
  name: 'host.blockinfile',
  aliases: ['blockinfile', 'ansible.builtin.blockinfile', 'ansible.legacy.blockinfile'],
  summary: 'Makes sure that a block of lines, between two marks, is in a file, or is not.',
  args: {
    type: 'object',
    properties: {
      path: editedPath,
      block: {
        type: 'string',
        description: 'The lines. None: the block is taken away.',
        default: '',
        aliases: ['content'],
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        description: 'Whether the block is to be there.',
        default: 'present',
      },
      marker: {
        type: 'string',
        description: 'The line in front of the block and behind it; {mark} stands for the words of either.',
        default: '# {mark} ANSIBLE MANAGED BLOCK',
      },
      marker_begin: {
        type: 'string',
        description: 'What {mark} is in front of the block.',
        default: 'BEGIN',
      },
      marker_end: { type: 'string', description: 'What {mark} is behind the block.', default: 'END' },
      insertafter: {
        type: 'string',
        description:
          'Where a new block goes: after the last line that matches this regular expression, or EOF.',
      },
      insertbefore: {
        type: 'string',
        description:
          'Where a new block goes: before the last line that matches this regular expression, or BOF.',
      },
      prepend_newline: {
        type: 'boolean',
        description: 'An empty line is in front of the block, unless it begins the file.',
        default: false,
      },
      append_newline: {
        type: 'boolean',
        description: 'An empty line is behind the block, unless it ends the file.',
        default: false,
      },
      create: { type: 'boolean', description: 'Make the file if it is not there.', default: false },
      ...contentArguments,
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'Hosts of a cluster',
      playbook:
        '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} cluster"\n    block: |\n      192.0.2.10 node1\n      192.0.2.11 node2\n',
    },
  ],
  returns: { msg: { type: 'string', description: 'What was done.' } },
  check: (args) =>
    args.insertafter !== undefined && args.insertbefore !== undefined
      ? ['parameters are mutually exclusive: insertbefore|insertafter']
      : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: (args, connection) =>
    fileToEdit(args.path, connection, {
      isFine: args.create,
      detail: `Path ${args.path} does not exist !`,
    }),
  plan: (args, current) => {
    if (args.state === 'absent' && current.status === undefined)
      return planContent(
        current,
        undefined,
        { ...args, mode: undefined },
        { msg: `File ${args.path} not present` },
      );
    const { decode, encode, own } = readingOf(current.content);
    const marker = (mark: string): string => own(args.marker).replaceAll('{mark}', () => own(mark));
    const block = args.state === 'present' ? own(args.block) : '';
    const before = decode(current.content);
    const after = placeBlock(before, {
      block,
      begin: marker(args.marker_begin),
      end: marker(args.marker_end),
      insertafter: own(args.insertafter),
      insertbefore: own(args.insertbefore),
      isSetOff: { before: args.prepend_newline, behind: args.append_newline },
    });
    const plan = planContent(current, encode(after), args);
    return { ...plan, result: { msg: editMessage(whatIsDone(before === after, current, block), plan) } };
  },
  apply: async (plan, connection, context) => {
    await makeParent(plan, connection);
    return applyEdit(plan, connection, context);
  },
});

function whatIsDone(isSame: boolean, { status }: { readonly status?: unknown }, block: string): string {
  if (status === undefined) return 'File created';
  if (isSame) return '';
  return block === '' ? 'Block removed' : 'Block inserted';
}
