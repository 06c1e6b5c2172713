import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { applyEdit, editedPath, editMessage, readingIn } from './edited-text.ts';
import { contentArguments, currentFile, planContent } from './file-content.ts';
import { pythonPattern } from './python-pattern.ts';
import { defineFileModule } from './labels/define-file-module.ts';

export const replace = defineFileModule({
  name: 'host.replace',
  aliases: ['replace', 'ansible.builtin.replace', 'ansible.legacy.replace'],
  summary: 'Replaces all matches of a regular expression in a file.',
  args: {
    type: 'object',
    properties: {
      path: editedPath,
      regexp: { type: 'string', description: 'What to replace; ^ and $ match at lines.' },
      replace: { type: 'string', description: 'What to put in its place; \\1 is a group.', default: '' },
      after: { type: 'string', description: 'Replace only behind the first match of this.' },
      before: { type: 'string', description: 'Replace only in front of the first match of this.' },
      encoding: {
        type: 'string',
        description: 'The encoding of the file: utf-8, iso-8859-1 ...',
        default: 'utf-8',
      },
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
    const { decode, encode, own } = readingIn(current.content, args.encoding);
    const text = decode(current.content);
    const found = section(text, own(args.after), own(args.before));
    if (found === undefined)
      return planContent(current, undefined, { ...args, mode: undefined }, { rc: 0, msg: noSection(args) });
    const [start, end] = found;
    const replacement = own(args.replace)
      .replace(/\$/g, '$$$$')
      .replace(/\\(?:g<(\w+)>|(\d{1,2}))|\\n/g, jsReplacement);
    const pattern = pythonPattern(own(args.regexp), 'gm');
    const part = text.slice(start, end);
    const count = [...part.matchAll(pattern)].length;
    const changed = text.slice(0, start) + part.replace(pattern, replacement) + text.slice(end);
    const plan = planContent(current, encode(changed), args);
    const msg = count > 0 && changed !== text ? `${count} replacements made` : '';
    return { ...plan, result: { rc: 0, msg: editMessage(msg, plan) } };
  },
  apply: applyEdit,
});

function jsReplacement(match: string, named: string | undefined, number: string | undefined): string {
  if (match === '\\n') return '\n';
  const group = named ?? number ?? '';
  return group === '0' ? '$&' : /^\d+$/.test(group) ? `$${group}` : `$<${group}>`;
}

/** Where the part between two patterns begins and ends; undefined where one of them is not there. */
function section(
  text: string,
  after: string | undefined,
  before: string | undefined,
): readonly [number, number] | undefined {
  const first = after === undefined ? undefined : pythonPattern(after, 's').exec(text);
  if (first === null) return undefined;
  const start = first === undefined ? 0 : first.index + first[0].length;
  const last = before === undefined ? undefined : pythonPattern(before, 's').exec(text.slice(start));
  if (last === null) return undefined;
  return [start, last === undefined ? text.length : start + last.index];
}

function noSection({ after, before }: { readonly after?: string; readonly before?: string }): string {
  const part = '(?P<subsection>.*)';
  const end = before === undefined ? '' : `?)${before}`;
  const pattern = `${after ?? ''}${before === undefined ? part : part.slice(0, -1)}${end}`;
  return `Pattern for before/after params did not match the given file: ${pattern}`;
}
