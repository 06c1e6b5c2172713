import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Module, type Change, type ModuleResult } from '../../engine/module.ts';
import { callFailure, makeCalls, type Call } from './calls.ts';
import { programsOf } from './programs.ts';
import { fileTypes, parseContexts, type FileContexts, type FileTypeLetter } from './selinux/contexts.ts';
import { needSelinux } from './selinux/state.ts';

interface Asked {
  readonly target: string;
  readonly ftype?: FileTypeLetter;
  readonly setype?: string;
  readonly substitute?: string;
  readonly seuser?: string;
  readonly selevel?: string;
  readonly state: 'absent' | 'present';
  readonly reload: boolean;
}

interface Edit {
  readonly calls: readonly Call[];
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly result?: Readonly<Record<string, unknown>>;
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const sefcontext: Module = defineModule({
  name: 'host.sefcontext',
  aliases: ['sefcontext', 'community.general.sefcontext', 'ansible.builtin.sefcontext'],
  summary: 'Sets the contexts that SELinux gives to files, with semanage.',
  description: 'Files that are there keep theirs until restorecon is run.',
  args: {
    type: 'object',
    properties: {
      target: {
        type: 'string',
        description: 'The path, as a regular expression: /srv/web(/.*)?',
        aliases: ['path'],
      },
      ftype: {
        type: 'string',
        enum: ['a', 'b', 'c', 'd', 'f', 'l', 'p', 's'],
        description:
          'Which files: a all, b block devices, c character devices, d folders, f regular files, l links, p pipes, s sockets. Default: a.',
      },
      setype: { type: 'string', description: 'The type: httpd_sys_content_t.' },
      substitute: {
        type: 'string',
        description: 'The path that it is labelled as, in place of a type.',
        aliases: ['equal'],
      },
      seuser: { type: 'string', description: 'The user. Default: as it is; system_u for a new one.' },
      selevel: {
        type: 'string',
        description: 'The level. Default: as it is; s0 for a new one.',
        aliases: ['serange'],
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether it is to be there.',
        default: 'present',
      },
      reload: { type: 'boolean', description: 'Load the policy anew afterwards.', default: true },
      ignore_selinux_state: {
        type: 'boolean',
        description: 'Do it even where SELinux is off.',
        default: false,
      },
    },
    required: ['target'],
  },
  examples: [
    {
      title: 'A folder for a web server',
      playbook: "- sefcontext:\n    target: '/srv/web(/.*)?'\n    setype: httpd_sys_content_t\n",
    },
  ],
  returns: {
    target: { type: 'string', description: 'The path.' },
    setype: { type: 'string', description: 'The type.' },
  },
  check: (args) => {
    const pairs = [
      ['setype', 'substitute'],
      ['substitute', 'ftype'],
      ['substitute', 'seuser'],
      ['substitute', 'selevel'],
    ] as const;
    const both = pairs.filter((names) => names.every((name) => args[name] !== undefined));
    const problems: string[] = [];
    if (both.length > 0)
      problems.push(`parameters are mutually exclusive: ${both.map((names) => names.join('|')).join(', ')}`);
    if (args.state === 'present' && args.setype === undefined && args.substitute === undefined)
      problems.push('state is present but any of the following are missing: setype, substitute');
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context) => {
    const programs = programsOf(connection, context);
    await needSelinux(args.ignore_selinux_state, programs, connection);
    const { rc, stdout, stderr } = await programs.run(['semanage', 'fcontext', '-l', '-n']);
    if (rc === 0) return parseContexts(stdout);
    throw new DroverError('command-failed', {
      detail: `semanage fcontext -l failed: ${stderr.trim()}`,
      help: 'It works for the superuser alone: become: true.',
    });
  },
  plan: (args, contexts) => {
    const { calls, before, after, result } =
      args.state === 'present' ? addition(args, contexts) : removal(args, contexts);
    const { target, setype = null, substitute = null, state } = args;
    const change: Change = { pointer: '/context', before, after };
    return {
      action: calls.length === 0 ? 'unchanged' : after === undefined ? 'delete' : 'update',
      subject: `context of ${target}`,
      reason: calls.length === 0 ? 'it is as asked for' : `it is ${before ?? 'not there'}`,
      changes: calls.length === 0 ? [] : [change],
      diff: { before: lineOf(args, before), after: lineOf(args, calls.length === 0 ? before : after) },
      result: { target, ftype: args.ftype ?? 'a', setype, substitute, state, ...result },
      detail: calls,
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const outcome = await makeCalls(detail, programsOf(connection, context));
    return outcome.rc === 0 ? { changed: true } : callFailure(outcome);
  },
});

function semanage({ reload }: Asked, verb: string): Call['words'] {
  return ['semanage', 'fcontext', verb, ...(reload ? [] : ['-N'])];
}

function addition(asked: Asked, contexts: FileContexts): Edit {
  const { target, substitute, ftype = 'a', setype = '' } = asked;
  if (substitute !== undefined) {
    const before = contexts.substituteOf(target);
    const add: Call = { words: [...semanage(asked, '-a'), '-e', substitute, target] };
    // semanage(8) cannot change one in place: its -m adds, and finds that there is one.
    const clear: Call[] =
      before === undefined ? [] : [{ words: [...semanage(asked, '-d'), '-e', before, target] }];
    const calls = before === substitute ? [] : [...clear, add];
    return { calls, before, after: substitute, result: { seuser: null, serange: null } };
  }
  const own = contexts.find(target, ftype);
  const seuser = asked.seuser ?? own?.user ?? 'system_u';
  const serange = asked.selevel ?? own?.range ?? 's0';
  const after = [seuser, own?.role ?? 'object_r', setype, serange].join(':');
  const before = own && [own.user, own.role, own.type, own.range].join(':');
  const words = [
    ...semanage(asked, own === undefined ? '-a' : '-m'),
    ...['-t', setype, '-f', ftype, '-s', seuser, '-r', serange, target],
  ] as const;
  return { calls: before === after ? [] : [{ words }], before, after, result: { seuser, serange } };
}

function removal(asked: Asked, contexts: FileContexts): Edit {
  const { target, substitute, setype, ftype = 'a' } = asked;
  const own = contexts.find(target, ftype);
  const other = contexts.substituteOf(target);
  const calls: Call[] = [];
  if (own !== undefined && substitute === undefined)
    calls.push({ words: [...semanage(asked, '-d'), '-f', ftype, target] });
  if (other !== undefined && setype === undefined && (substitute === undefined || substitute === other))
    calls.push({ words: [...semanage(asked, '-d'), '-e', other, target] });
  const before = own === undefined ? other : [own.user, own.role, own.type, own.range].join(':');
  return { calls, before, after: undefined };
}

function lineOf({ target, ftype = 'a' }: Asked, context: string | undefined): string {
  return context === undefined ? '' : `${target} (${fileTypes[ftype]}): ${context}\n`;
}
