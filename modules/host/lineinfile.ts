import { applyEdit, editedPath, editMessage, fileToEdit, makeParent, readingOf } from './edited-text.ts';
import { contentArguments, planContent } from './file-content.ts';
import { placeLine, removeLines } from './line-edit.ts';
import { defineFileModule } from './labels/define-file-module.ts';

export const lineinfile = defineFileModule({
  name: 'host.lineinfile',
  aliases: ['lineinfile', 'ansible.builtin.lineinfile', 'ansible.legacy.lineinfile'],
  summary: 'Makes sure that a line is in a file, or that lines are not.',
  args: {
    type: 'object',
    properties: {
      path: editedPath,
      line: { type: 'string', description: 'The line.', aliases: ['value'] },
      regexp: {
        type: 'string',
        description:
          'The last line that matches is replaced (present), or all that match are removed (absent).',
        aliases: ['regex'],
      },
      search_string: { type: 'string', description: 'As regexp, but as plain text.' },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        description: 'Whether the line is to be there.',
        default: 'present',
      },
      backrefs: {
        type: 'boolean',
        description: 'Put groups of the match into the line (\\1); nothing is added where nothing matches.',
        default: false,
      },
      insertafter: {
        type: 'string',
        description: 'Where a new line goes: after the last match of this regular expression, or EOF.',
      },
      insertbefore: {
        type: 'string',
        description: 'Where a new line goes: before the last match of this regular expression, or BOF.',
      },
      firstmatch: {
        type: 'boolean',
        description: 'Take the first match rather than the last.',
        default: false,
      },
      create: { type: 'boolean', description: 'Make the file if it is not there.', default: false },
      ...contentArguments,
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'A setting',
      playbook:
        "- lineinfile:\n    path: /etc/ssh/sshd_config\n    regexp: '^#?PasswordAuthentication'\n    line: PasswordAuthentication no\n",
    },
  ],
  returns: {
    found: { type: 'integer', description: 'How many lines were removed.' },
    msg: { type: 'string', description: 'What was done.' },
  },
  check: (args) => {
    const problems: string[] = [];
    if (args.insertafter !== undefined && args.insertbefore !== undefined)
      problems.push('parameters are mutually exclusive: insertbefore|insertafter');
    if (args.regexp !== undefined && args.search_string !== undefined)
      problems.push('parameters are mutually exclusive: regexp|search_string');
    if (args.state === 'present' && args.line === undefined)
      problems.push('line is required with state=present');
    if (args.state === 'present' && args.backrefs && args.regexp === undefined)
      problems.push('regexp is required with backrefs=true');
    if (
      args.state === 'absent' &&
      args.line === undefined &&
      args.regexp === undefined &&
      args.search_string === undefined
    ) {
      problems.push('one of line, search_string, or regexp is required with state=absent');
    }
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: (args, connection) =>
    fileToEdit(args.path, connection, {
      isFine: args.state === 'absent' || args.create,
      detail: `Destination ${args.path} does not exist !`,
    }),
  plan: (args, current) => {
    if (args.state === 'absent' && current.status === undefined)
      return planContent(
        current,
        undefined,
        { ...args, mode: undefined },
        { msg: 'file not present', found: 0 },
      );
    const { decode, encode, own } = readingOf(current.content);
    const request = {
      ...args,
      line: own(args.line),
      regexp: own(args.regexp),
      search_string: own(args.search_string),
      insertafter: own(args.insertafter),
      insertbefore: own(args.insertbefore),
    };
    const text = decode(current.content);
    if (args.state === 'absent') {
      const { text: edited, found } = removeLines(text, request);
      const plan = planContent(current, encode(edited), args);
      const msg = editMessage(found > 0 ? `${found} line(s) removed` : '', plan);
      return { ...plan, result: { found, msg, backup: '' } };
    }
    const { text: edited, msg } = placeLine(text, { ...request, line: request.line ?? '' });
    const plan = planContent(current, encode(edited), args);
    return { ...plan, result: { msg: editMessage(msg, plan), backup: '' } };
  },
  apply: async (plan, connection, context) => {
    await makeParent(plan, connection);
    const { backup_file: backup, ...result } = await applyEdit(plan, connection, context);
    return backup === undefined ? result : { ...result, backup };
  },
});
