import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { attributeArguments, statusResult } from './attributes.ts';
import { makeParent, readingOf } from './edited-text.ts';
import { applyContent, contentArguments, currentFile, planContent } from './file-content.ts';
import { editIni } from './ini/ini-edit.ts';
import { defineFileModule } from './labels/define-file-module.ts';

export const iniFile = defineFileModule({
  name: 'host.ini_file',
  aliases: ['ini_file', 'community.general.ini_file', 'ansible.builtin.ini_file'],
  summary: 'Sets, adds and removes settings of INI files; comments and the order of lines stay.',
  args: {
    type: 'object',
    properties: {
      path: { type: 'string', format: 'path', description: 'The file.', aliases: ['dest'] },
      section: {
        type: 'string',
        description: 'The name of the section. None: the lines before the first section.',
      },
      option: { type: 'string', description: 'The name of the setting. None: the section itself.' },
      value: { type: 'string', description: 'The value of the setting.' },
      values: {
        type: 'array',
        items: { type: 'string', description: 'A value.' },
        description: 'The values of a setting that stands there several times.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether the setting, or the section, is to be there.',
        default: 'present',
      },
      exclusive: {
        type: 'boolean',
        description: 'Whether lines of the setting with other values are replaced and removed.',
        default: true,
      },
      no_extra_spaces: {
        type: 'boolean',
        description: 'Write no blanks around the equals sign.',
        default: false,
      },
      create: { type: 'boolean', description: 'Make the file if it is not there.', default: true },
      allow_no_value: {
        type: 'boolean',
        description: 'Settings may be names alone, without an equals sign.',
        default: false,
      },
      ...attributeArguments,
      backup: contentArguments.backup,
      unsafe_writes: contentArguments.unsafe_writes,
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'A setting of an agent',
      playbook:
        '- ini_file:\n    path: /etc/agent.conf\n    section: server\n    option: address\n    value: 192.0.2.10\n    mode: "0640"\n',
    },
  ],
  returns: {
    msg: { type: 'string', description: 'What was done.' },
    path: { type: 'string', description: 'The file.' },
    backup_file: { type: 'string', description: 'The copy of the file as it was, where one was asked for.' },
  },
  check: (args) => {
    const problems: string[] = [];
    if (args.value !== undefined && args.values !== undefined)
      problems.push('parameters are mutually exclusive: value|values');
    const isValueless = args.value === undefined && (args.values ?? []).length === 0;
    if (args.state === 'present' && !args.allow_no_value && isValueless)
      problems.push("Parameter 'value(s)' must be defined if state=present and allow_no_value=False.");
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection) => {
    const current = await currentFile(args.path, connection);
    if (current.status === undefined && !args.create)
      throw new DroverError('module-failed', {
        detail: `Destination ${args.path} does not exist!`,
        help: 'Set create: true to make it.',
      });
    return current;
  },
  plan: (args, current) => {
    const { decode, encode, own } = readingOf(current.content);
    const written = decode(current.content).replace(/^\uFEFF/, '');
    const hasReturns = written.includes('\r\n');
    const before = hasReturns ? written.replaceAll('\r\n', '\n') : written;
    const values = args.value === undefined ? (args.values ?? []) : [args.value];
    const edit = editIni(before, {
      ...args,
      section: args.section === '' ? undefined : own(args.section),
      option: args.option === '' ? undefined : own(args.option),
      values: [...new Set(values.map((value) => own(value)))],
    });
    const after = hasReturns ? edit.text.replaceAll('\n', '\r\n') : edit.text;
    const isSame = edit.text === before;
    // A file that is not made has no attributes either.
    const asked = isSame && current.status === undefined ? { backup: false, unsafe_writes: false } : args;
    const content = isSame ? undefined : encode(after);
    const there = current.status === undefined ? {} : statusResult(current.status);
    const told = { ...there, path: args.path, msg: edit.msg };
    return planContent(current, content, asked, told);
  },
  apply: async (plan, connection, context) => {
    await makeParent(plan, connection);
    return applyContent(plan, connection, context);
  },
});
