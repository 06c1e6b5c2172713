import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Change, type Connection, type FileStatus } from '../../engine/module.ts';
import {
  applyAttributes,
  attributeArguments,
  attributeChange,
  attributeChanges,
  statusResult,
  type AttributeChange,
} from './attributes.ts';

type Step =
  | { readonly do: 'remove'; readonly recursive: boolean }
  | { readonly do: 'make-directory' }
  | { readonly do: 'make-file' }
  | { readonly do: 'link'; readonly target: string; readonly symbolic: boolean }
  | { readonly do: 'touch'; readonly accessed: number; readonly modified: number };

interface FileDetail {
  readonly path: string;
  readonly steps: readonly Step[];
  readonly attributes: readonly { readonly path: string; readonly change: AttributeChange }[];
  readonly follow: boolean;
}

export const file = defineModule({
  name: 'host.file',
  aliases: ['file', 'ansible.builtin.file', 'ansible.legacy.file'],
  summary: 'Makes and removes files, folders and links, and sets their attributes.',
  args: {
    type: 'object',
    properties: {
      path: {
        type: 'string',
        format: 'path',
        description: 'The file, folder or link.',
        aliases: ['dest', 'name'],
      },
      state: {
        type: 'string',
        enum: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
        description: 'What it is to be.',
      },
      src: { type: 'string', description: 'What a link points to.' },
      recurse: {
        type: 'boolean',
        description: 'Set the attributes of all that is in the folder, too.',
        default: false,
      },
      force: {
        type: 'boolean',
        description: 'Make a link even if its target is missing or something else is in its place.',
        default: false,
      },
      follow: { type: 'boolean', description: 'Set attributes of what a link points to.', default: true },
      access_time: { type: 'string', description: 'preserve, now, or YYYYMMDDhhmm.ss.' },
      modification_time: { type: 'string', description: 'preserve, now, or YYYYMMDDhhmm.ss.' },
      ...attributeArguments,
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'A folder',
      playbook: "- file:\n    path: '{{ os_migrate_data_dir }}'\n    state: directory\n    mode: '0700'\n",
    },
  ],
  returns: {
    path: { type: 'string', description: 'The file.' },
    state: { type: 'string', description: 'What it is.' },
  },
  check: (args) => {
    const problems: string[] = [];
    if (args.recurse && args.state !== 'directory')
      problems.push("recurse option requires state to be 'directory'");
    if ((args.state === 'link' || args.state === 'hard') && args.src === undefined)
      problems.push('src is required for creating links');
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection) => {
    const status = await connection.files.status(args.path);
    const followed =
      status?.type === 'link' ? await connection.files.status(args.path, { follow: true }) : status;
    const target =
      args.src === undefined
        ? undefined
        : await connection.files.status(besideOf(args.path, args.src), { follow: true });
    const below = args.recurse && followed?.type === 'directory' ? await allBelow(args.path, connection) : [];
    return { status, followed, target, below };
  },
  plan: (args, facts) => {
    const state =
      args.state ??
      (facts.status === undefined ? 'file' : facts.followed?.type === 'directory' ? 'directory' : 'file');
    const steps = stepsFor(state, args, facts);
    const isFollowed = args.follow && state !== 'link';
    const status = isFollowed ? facts.followed : facts.status;
    const remade = steps.some((step) => step.do === 'remove');
    const made = { mode: state === 'directory' ? 0o755 : 0o644, isDirectory: state === 'directory' };
    const own =
      state === 'absent' || state === 'link' ? {} : attributeChange(args, remade ? undefined : status, made);
    const nested = facts.below
      .map((entry) => ({ path: entry.path, change: attributeChange(args, entry.status, made) }))
      .filter(({ change }) => Object.keys(change).length > 0);
    const changes: Change[] = [
      ...steps.map((step) => stepChange(step, facts.status)),
      ...attributeChanges(own, remade ? undefined : status),
      ...nested.flatMap((entry) =>
        attributeChanges(entry.change, undefined).map((change) => ({
          ...change,
          pointer: `/below${change.pointer}`,
        })),
      ),
    ];
    const isChanged = changes.length > 0;
    return {
      action: !isChanged
        ? 'unchanged'
        : state === 'absent'
          ? 'delete'
          : facts.status === undefined
            ? 'create'
            : 'update',
      subject: `${state === 'absent' ? 'path' : state} ${args.path}`,
      reason: isChanged
        ? facts.status === undefined
          ? 'it is not there'
          : 'it differs'
        : 'it is as asked for',
      changes,
      result: { path: args.path, ...(isChanged || state === 'absent' ? { state } : statusResult(status)) },
      detail: {
        path: args.path,
        steps,
        attributes: [...(Object.keys(own).length > 0 ? [{ path: args.path, change: own }] : []), ...nested],
        follow: isFollowed,
      } satisfies FileDetail,
    };
  },
  apply: async (plan, connection) => {
    const { path, steps, attributes, follow } = plan.detail;
    for (const step of steps) await take(step, path, connection);
    for (const entry of attributes) await applyAttributes(entry.path, entry.change, connection, follow);
    const status = await connection.files.status(path, { follow });
    return { changed: true, path, ...statusResult(status) };
  },
});

interface FileFacts {
  readonly status: FileStatus | undefined;
  readonly followed: FileStatus | undefined;
  readonly target: FileStatus | undefined;
}

interface StateArguments {
  readonly path: string;
  readonly src?: string;
  readonly force: boolean;
  readonly access_time?: string;
  readonly modification_time?: string;
}

function stepsFor(state: string, args: StateArguments, facts: FileFacts): readonly Step[] {
  const { status, followed } = facts;
  switch (state) {
    case 'absent':
      return status === undefined ? [] : [{ do: 'remove', recursive: status.type === 'directory' }];
    case 'directory':
      if (followed === undefined) return [{ do: 'make-directory' }];
      if (followed.type !== 'directory') throw wrongType(args.path, followed.type, 'a directory');
      return [];
    case 'file':
      if (followed === undefined)
        throw new DroverError('module-failed', {
          detail: `file (${args.path}) is absent, cannot continue`,
          help: 'Use state: touch to make an empty file, or copy or template to make one with content.',
        });
      if (followed.type === 'directory') throw wrongType(args.path, 'directory', 'a file');
      return [];
    case 'touch':
      return touchSteps(args, followed);
    default:
      return linkSteps(state, args, facts);
  }
}

function linkSteps(state: string, args: StateArguments, { status, target }: FileFacts): readonly Step[] {
  const symbolic = state === 'link';
  const src = args.src ?? '';
  if (target === undefined && !(symbolic && args.force)) {
    throw new DroverError('file-not-found', {
      detail: `src file does not exist, use "force=yes" if you really want to create the link: ${src}`,
      help: 'Make the target first, or set force: true.',
    });
  }
  if (symbolic && status?.type === 'link' && status.target === src) return [];
  if (
    !symbolic &&
    status !== undefined &&
    target !== undefined &&
    status.inode === target.inode &&
    status.device === target.device
  )
    return [];
  const link: Step = { do: 'link', target: symbolic ? src : besideOf(args.path, src), symbolic };
  if (status === undefined) return [link];
  if (status.type !== 'link' && !args.force)
    throw new DroverError('module-failed', {
      detail: `refusing to convert from ${status.type} to ${symbolic ? 'symlink' : 'hard link'} for ${args.path}`,
      help: 'Set force: true to put the link in its place.',
    });
  return [{ do: 'remove', recursive: status.type === 'directory' }, link];
}

function touchSteps(args: StateArguments, followed: FileStatus | undefined): readonly Step[] {
  if (followed === undefined) return [{ do: 'make-file' }];
  if (args.access_time === 'preserve' && args.modification_time === 'preserve') return [];
  const now = Date.now() / 1000;
  return [
    {
      do: 'touch',
      accessed: timeOf(args.access_time, followed.accessed, now),
      modified: timeOf(args.modification_time, followed.modified, now),
    },
  ];
}

function timeOf(text: string | undefined, current: number, now: number): number {
  if (text === 'preserve') return current;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text ?? '');
  if (match === null) return now;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part || 0));
  return new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;
}

function wrongType(path: string, is: string, wanted: string): DroverError {
  return new DroverError('module-failed', {
    detail: `${path} already exists as a ${is}`,
    help: `Remove it first (state: absent) to make ${wanted} of it.`,
  });
}

function besideOf(path: string, target: string): string {
  return target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/') + 1)}${target}`;
}

async function allBelow(
  folder: string,
  connection: Connection,
): Promise<readonly { readonly path: string; readonly status: FileStatus }[]> {
  const found: { path: string; status: FileStatus }[] = [];
  for (const name of await connection.files.list(folder)) {
    const path = `${folder.replace(/\/$/, '')}/${name}`;
    const status = await connection.files.status(path);
    if (status === undefined || status.type === 'link') continue;
    found.push({ path, status });
    if (status.type === 'directory') found.push(...(await allBelow(path, connection)));
  }
  return found;
}

function stepChange(step: Step, status: FileStatus | undefined): Change {
  const words = {
    remove: 'absent',
    'make-directory': 'directory',
    'make-file': 'file',
    link: 'link',
    touch: 'touched',
  } as const;
  return { pointer: '/state', before: status?.type ?? 'absent', after: words[step.do] };
}

async function take(step: Step, path: string, { files }: Connection): Promise<void> {
  if (step.do === 'remove') await files.remove(path, { recursive: step.recursive });
  else if (step.do === 'make-directory') await files.makeDirectory(path, { parents: true });
  else if (step.do === 'make-file') await files.write(path, '');
  else if (step.do === 'link') await files.link(step.target, path, { symbolic: step.symbolic });
  else await files.changeTimes(path, step.accessed, step.modified);
}
