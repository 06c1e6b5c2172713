import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Change,
  type Connection,
  type Plan,
  type TaskContext,
} from '../../engine/module.ts';
import {
  applyContent,
  currentFile,
  planContent,
  textOf,
  utf8,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import { withEntry, withoutEntry } from './mounts/fstab.ts';
import { mountArguments, mountProblems, optionsOf, type AskedMount } from './mounts/mount-arguments.ts';
import {
  failure,
  makeMountPoint,
  mount as mountIt,
  remount,
  removeFolders,
  unmount,
  type MountWords,
} from './mounts/mount-deeds.ts';
import { isSource, mountAt, readMounts, type Mount } from './mounts/mount-info.ts';
import { programsOf, type Programs } from './programs.ts';

interface MountDetail {
  readonly table: Plan<ContentChange>;
  readonly before: Uint8Array | undefined;
  readonly deed: 'mount' | 'remount' | 'unmount' | undefined;
  readonly isRemoved: boolean;
  readonly state: string;
  readonly words: MountWords;
}

export const mount = defineModule({
  name: 'host.mount',
  aliases: ['mount', 'ansible.posix.mount', 'ansible.builtin.mount'],
  summary: 'Mounts and unmounts file systems, and keeps their entries of fstab.',
  args: { type: 'object', properties: mountArguments, required: ['path', 'state'] },
  examples: [
    {
      title: 'A data disk',
      playbook:
        '- mount:\n    path: /srv/data\n    src: LABEL=data\n    fstype: ext4\n    opts: noatime\n    state: mounted\n',
    },
  ],
  returns: {
    name: { type: 'string', description: 'The mount point.' },
    opts: { type: 'string', description: 'The options.' },
    backup_file: {
      type: 'string',
      description: 'The copy of the table as it was; empty where none was made.',
    },
  },
  check: mountProblems,
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection) => ({
    current: await currentFile(args.fstab ?? '/etc/fstab', connection),
    mounts: await readMounts(connection),
    hasFolder: (await connection.files.status(args.path, { follow: true })) !== undefined,
  }),
  plan: planMount,
  apply: async ({ detail }, connection, context) => {
    const programs = programsOf(connection, context);
    const { table, deed, isRemoved, words } = detail;
    const made = deed === 'mount' ? await makeMountPoint(words.path, connection) : [];
    const written = table.action === 'unchanged' ? {} : await applyContent(table, connection, context);
    const backup = written['backup_file'] === undefined ? {} : { backup_file: written['backup_file'] };
    if (deed === 'unmount') await unmount(words.path, programs);
    else if (deed !== undefined) await mountOrUndo(detail, made, programs, connection, context);
    if (isRemoved) {
      const outcome = await removeFolders([words.path], programs);
      if (outcome !== undefined)
        throw failure(
          `Error rmdir ${words.path}`,
          outcome,
          'It stands in fstab no longer. See what is in the folder.',
        );
    }
    return { changed: true, ...backup };
  },
});

interface MountFacts {
  readonly current: CurrentFile;
  readonly mounts: readonly Mount[];
  readonly hasFolder: boolean;
}

function planMount(args: AskedMount, { current, mounts, hasFolder }: MountFacts): Plan<MountDetail> {
  const { path, state } = args;
  const { opts, boot, warnings } = optionsOf(args);
  const now = mountAt(path, mounts);
  const text = textOf(current.content);
  const wanted = tableFor(args, opts, text);
  const isWritten = wanted !== text;
  const table = planContent(current, isWritten ? utf8(wanted) : undefined, {
    backup: args.backup,
    unsafe_writes: false,
  });
  const deed = deedFor(args, now, mounts, isWritten);
  const mounted: readonly Change[] =
    deed === undefined ? [] : [{ pointer: '/mounted', before: now !== undefined, after: deed !== 'unmount' }];
  const isRemoved = state === 'absent' && isWritten && hasFolder;
  const given = {
    ...(args.src === undefined ? {} : { src: args.src }),
    ...(args.fstype === undefined ? {} : { fstype: args.fstype }),
  };
  const isChanged = isWritten || deed !== undefined;
  return {
    action: isChanged ? 'update' : 'unchanged',
    subject: `mount ${path}`,
    reason:
      deed === undefined
        ? isWritten
          ? 'its entry of fstab differs'
          : 'it is as asked for'
        : `it is ${now === undefined ? 'not ' : ''}mounted`,
    changes: [...table.changes, ...mounted],
    warnings,
    ...(table.diff === undefined ? {} : { diff: table.diff }),
    result: {
      name: path,
      ...given,
      opts,
      dump: args.dump,
      passno: args.passno,
      fstab: args.fstab ?? '/etc/fstab',
      boot,
      backup_file: '',
    },
    detail: {
      table,
      before: current.content,
      deed,
      isRemoved,
      state,
      words: {
        path,
        opts,
        fstab: args.fstab === '/etc/fstab' ? undefined : args.fstab,
        ephemeral: state === 'ephemeral' ? { src: args.src ?? '', fstype: args.fstype ?? '' } : undefined,
        isRemountOnly: state === 'remounted',
      },
    },
  };
}

function tableFor(args: AskedMount, opts: string, text: string): string {
  const { path, src = '', fstype = '', state, dump, passno } = args;
  if (state === 'present' || state === 'mounted')
    return withEntry(text, { src, path, fstype, opts, dump, passno });
  return state.startsWith('absent') ? withoutEntry(text, path, args.src) : text;
}

function deedFor(
  { state, src = '', path }: AskedMount,
  now: Mount | undefined,
  mounts: readonly Mount[],
  isWritten: boolean,
): MountDetail['deed'] {
  switch (state) {
    case 'absent':
      return isWritten && now !== undefined ? 'unmount' : undefined;
    case 'unmounted':
      return now === undefined ? undefined : 'unmount';
    case 'mounted':
      return now === undefined ? 'mount' : isWritten ? 'remount' : undefined;
    case 'remounted':
      return 'remount';
    case 'ephemeral':
      if (now !== undefined && !isSource(now, src, mounts)) throw otherSource(path, now);
      return now === undefined ? 'mount' : 'remount';
    default:
      return undefined;
  }
}

function otherSource(path: string, { source }: Mount): DroverError {
  return new DroverError('module-failed', {
    detail:
      'Ephemeral mount point is already mounted with a different source than the specified one. Failing in order to prevent an unwanted unmount or override operation. Try replacing this command with a "state: unmounted" followed by a "state: ephemeral", or use a different destination path.',
    help: `${source} is mounted at ${path}.`,
  });
}

/** A table that keeps the machine from starting is worse than none: what was written is taken back. */
async function mountOrUndo(
  { deed, words, table, before, state }: MountDetail,
  made: readonly string[],
  programs: Programs,
  connection: Connection,
  context: TaskContext,
): Promise<void> {
  const outcome = deed === 'mount' ? await mountIt(words, programs) : await remount(words, programs);
  if (outcome.rc === 0) return;
  if (state === 'remounted')
    throw failure(
      `Error remounting ${words.path}`,
      outcome,
      'It has to stand in fstab. Nothing was changed there.',
    );
  if (table.action !== 'unchanged')
    await applyContent(
      { ...table, detail: { ...table.detail, content: before ?? new Uint8Array(), backup: false } },
      connection,
      context,
    );
  await removeFolders(made, programs);
  throw failure(
    `Error mounting ${words.path}`,
    outcome,
    'fstab is as it was. See that the source is there, and that the machine knows this type of file system.',
  );
}
