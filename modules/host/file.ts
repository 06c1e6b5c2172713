import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Change, Connection, FileStatus } from '../../engine/module.ts';
import { besideOf, stepsFor, type FileFacts, type Step } from './file-steps.ts';
import {
  applyAttributes,
  attributeArguments,
  attributeChange,
  attributeChanges,
  statusResult,
  type AttributeArguments,
  type AttributeChange,
} from './attributes.ts';
import { missingFolders } from './missing-folders.ts';
import { nestedChange, nestedFiles } from './nested-files.ts';
import { defineFileModule } from './labels/define-file-module.ts';

const notAFolder = "recurse option requires state to be 'directory'";

interface FileDetail {
  readonly path: string;
  readonly result: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  readonly attributes: readonly {
    readonly path: string;
    readonly change: AttributeChange;
    readonly follow: boolean;
  }[];
  readonly follow: boolean;
}

export const file = defineFileModule({
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
      access_time: {
        type: 'string',
        description:
          'When it was read last: preserve, now, or a time. Default: now with touch, preserve otherwise.',
      },
      access_time_format: {
        type: 'string',
        description: 'How access_time is written, with %Y, %m, %d, %H, %M and %S.',
        default: '%Y%m%d%H%M.%S',
      },
      modification_time: {
        type: 'string',
        description:
          'When it was changed last: preserve, now, or a time. Default: now with touch, preserve otherwise.',
      },
      modification_time_format: {
        type: 'string',
        description: 'How modification_time is written, with %Y, %m, %d, %H, %M and %S.',
        default: '%Y%m%d%H%M.%S',
      },
      unsafe_writes: {
        type: 'boolean',
        description: 'Passed over: this module writes no content.',
        default: false,
      },
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
    if (args.recurse && args.state !== undefined && args.state !== 'directory') problems.push(notAFolder);
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
    const below =
      args.recurse && followed?.type === 'directory'
        ? await nestedFiles(args.path, connection, args.follow)
        : [];
    // A folder that a link is to take the place of.
    const isReplaced = args.state === 'link' || args.state === 'hard';
    const isFull =
      isReplaced && status?.type === 'directory' && (await connection.files.list(args.path)).length > 0;
    return { status, followed, target, below, isFull };
  },
  plan: (args, facts) => {
    const state = args.state ?? stateThatIsMeant(args, facts);
    const steps = stepsFor(state, args, facts);
    const isFollowed = args.follow && state !== 'link';
    const status = isFollowed ? facts.followed : facts.status;
    const remade = steps.some((step) => step.do === 'remove');
    const made = { mode: state === 'directory' ? 0o755 : 0o644, isDirectory: state === 'directory' };
    const own =
      state === 'absent'
        ? {}
        : state === 'link'
          ? linkChange(args, facts, steps.length > 0)
          : attributeChange(args, remade ? undefined : status, made);
    const nested = facts.below
      .map((entry) => ({
        path: entry.path,
        change: nestedChange(args, entry),
        follow: entry.status.type !== 'link',
      }))
      .filter(({ change }) => Object.keys(change).length > 0);
    const changes: Change[] = [
      ...steps.map((step) => stepChange(step, facts.status)),
      ...attributeChanges(own, state === 'link' && args.follow ? facts.target : remade ? undefined : status),
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
      result: {
        ...named(state, args),
        ...(isChanged || state === 'absent' ? { state } : statusResult(status)),
      },
      detail: {
        path: args.path,
        result: named(state, args),
        steps,
        attributes: [
          ...(Object.keys(own).length > 0 ? [{ path: args.path, change: own, follow: args.follow }] : []),
          ...nested,
        ],
        follow: isFollowed,
      } satisfies FileDetail,
    };
  },
  apply: async (plan, connection) => {
    const { path, result, steps, attributes, follow } = plan.detail;
    const made = steps.some((step) => step.do === 'make-directory')
      ? await missingFolders(path, connection)
      : [];
    for (const step of steps) await take(step, path, connection);
    const own = attributes.find((entry) => entry.path === path)?.change ?? {};
    /* Folders above that are made with this one get its attributes. */
    for (const folder of made) await applyAttributes(folder, own, connection, follow);
    for (const entry of attributes) await applyAttributes(entry.path, entry.change, connection, entry.follow);
    const status = await connection.files.status(path, { follow });
    return { changed: true, ...statusResult(status), ...result };
  },
});

/** Without a state: what is there stays what it is. */
function stateThatIsMeant(
  { recurse }: { readonly recurse: boolean },
  { status, followed }: Pick<FileFacts, 'status' | 'followed'>,
): 'directory' | 'file' {
  const isFolder = status === undefined ? recurse : followed?.type === 'directory';
  if (recurse && !isFolder)
    throw new DroverError('module-failed', {
      detail: notAFolder,
      help: 'Set attributes of one file without recurse.',
    });
  return isFolder ? 'directory' : 'file';
}

/** Of a link that is followed, what it points to is changed, else its own owner: it has no permissions. */
function linkChange(
  args: AttributeArguments & { readonly follow: boolean },
  { status, target }: Pick<FileFacts, 'status' | 'target'>,
  isNew: boolean,
): AttributeChange {
  if (!args.follow)
    return attributeChange({ ...args, mode: undefined }, isNew ? undefined : status, {
      mode: 0o777,
      isDirectory: false,
    });
  if (target === undefined) return {};
  return attributeChange(args, target, { mode: target.mode, isDirectory: target.type === 'directory' });
}

/** Links and touched files are told of as `dest`, others as `path`. */
function named(state: string, { path, src }: { readonly path: string; readonly src?: string }) {
  if (state === 'link' || state === 'hard')
    return { dest: path, src, ...(state === 'hard' ? { state } : {}) };
  return state === 'touch' ? { dest: path } : { path };
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
