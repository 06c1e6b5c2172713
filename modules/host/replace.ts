import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule } from '../../engine/module.ts';
import { applyContent, contentArguments, currentFile, planContent, textOf, utf8 } from './file-content.ts';
import { pythonPattern } from './python-pattern.ts';

export const replace = defineModule({
  name: 'host.replace',
  aliases: ['replace', 'ansible.builtin.replace', 'ansible.legacy.replace'],
  summary: 'Replaces all matches of a regular expression in a file.',
  args: {
    type: 'object',
    properties: {
      path: {
        type: 'string',
        format: 'path',
        description: 'The file.',
        aliases: ['dest', 'destfile', 'name'],
      },
      regexp: { type: 'string', description: 'What to replace; ^ and $ match at lines.' },
      replace: { type: 'string', description: 'What to put in its place; \\1 is a group.', default: '' },
      after: { type: 'string', description: 'Replace only behind the first match of this.' },
      before: { type: 'string', description: 'Replace only in front of the first match of this.' },
      encoding: { type: 'string', description: 'The encoding of the file; utf-8.', default: 'utf-8' },
      ...contentArguments,
    },
    required: ['path', 'regexp'],
  },
  examples: [
    {
      title: 'Rename a host',
      playbook: "- replace:\n    path: /etc/hosts\n    regexp: '\\bold-name\\b'\n    replace: new-name\n",
    },
  ],
  returns: { msg: { type: 'string', description: 'How many replacements were made.' } },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection) => {
    const current = await currentFile(args.path, connection);
    if (current.content !== undefined) return current;
    const what = current.status === undefined ? 'does not exist !' : 'is a directory !';
    throw new DroverError('module-failed', {
      detail: `Path ${args.path} ${what}`,
      help: 'Give the path of a file that is there.',
    });
  },
  plan: (args, current) => {
    const text = textOf(current.content);
    const [start, end] = section(text, args.after, args.before);
    const replacement = args.replace
      .replace(/\$/g, '$$$$')
      .replace(/\\(?:g<(\w+)>|(\d{1,2}))|\\n/g, jsReplacement);
    const pattern = pythonPattern(args.regexp, 'gm');
    const part = text.slice(start, end);
    const count = [...part.matchAll(pattern)].length;
    const changed = text.slice(0, start) + part.replace(pattern, replacement) + text.slice(end);
    return planContent(current, utf8(changed), args, {
      msg: count > 0 && changed !== text ? `${count} replacements made` : '',
    });
  },
  apply: applyContent,
});

function jsReplacement(match: string, named: string | undefined, number: string | undefined): string {
  if (match === '\\n') return '\n';
  const group = named ?? number ?? '';
  return group === '0' ? '$&' : /^\d+$/.test(group) ? `$${group}` : `$<${group}>`;
}

function section(
  text: string,
  after: string | undefined,
  before: string | undefined,
): readonly [number, number] {
  const first = after === undefined ? undefined : pythonPattern(after, 's').exec(text);
  const start =
    after === undefined
      ? 0
      : first === null || first === undefined
        ? text.length
        : first.index + first[0].length;
  const last = before === undefined ? undefined : pythonPattern(before, 's').exec(text.slice(start));
  const end =
    before === undefined ? text.length : last === null || last === undefined ? start : start + last.index;
  return [start, end];
}
