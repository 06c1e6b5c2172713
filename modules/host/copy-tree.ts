import type { Connection, FileStatus, ModuleResult, Plan, TaskContext } from '../../engine/module.ts';
import {
  applyAttributes,
  attributeChange,
  attributeChanges,
  statusResult,
  type AttributeChange,
} from './attributes.ts';
import {
  applyContent,
  currentFile,
  planContent,
  type ContentArguments,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import type { CopyDetail } from './copy.ts';
import { missingFolders } from './missing-folders.ts';

export interface TreeArguments {
  readonly src?: string;
  readonly dest: string;
  readonly remote_src: boolean;
  readonly follow: boolean;
  readonly local_follow: boolean;
}

interface Folder {
  readonly path: string;
  readonly status: FileStatus | undefined;
}

interface Link {
  readonly path: string;
  readonly target: string;
  readonly isThere: boolean;
}

export interface TreeFacts {
  readonly kind: 'tree';
  readonly root: Folder;
  readonly files: readonly {
    readonly current: CurrentFile;
    readonly content: Uint8Array;
    readonly mode: number;
  }[];
  /** Folders of the tree, parents first, without its root where that is there. */
  readonly folders: readonly Folder[];
  /** Links that are to stay links. */
  readonly links: readonly Link[];
  /** Folders above the tree that will be made with it. */
  readonly above: readonly string[];
  readonly result: Readonly<Record<string, unknown>>;
}

export interface TreeChange {
  readonly root: string;
  readonly changes: readonly ContentChange[];
  /** Folders to make, or to change. */
  readonly folders: readonly { readonly path: string; readonly change: AttributeChange }[];
  readonly links: readonly Link[];
  /** On the host itself the result tells of the folder, too. */
  readonly isRemote: boolean;
}

/** Reads a folder and what stands where it is to go. Without a slash at the end of `src`, its own name is kept. */
export async function readTree(
  args: TreeArguments,
  found: string,
  source: Connection,
  target: Connection,
): Promise<TreeFacts> {
  const asked = args.src ?? '';
  const src = found.replace(/\/$/, '');
  const dest = args.dest.replace(/\/$/, '');
  const root = asked.endsWith('/') ? dest : `${dest}/${src.split('/').at(-1) ?? ''}`;
  const files: TreeFacts['files'][number][] = [];
  const folders: Folder[] = [];
  const links: Link[] = [];
  const take = async (from: string, to: string): Promise<void> => {
    const own = await source.files.status(from);
    const status =
      own?.type === 'link' && args.local_follow ? await source.files.status(from, { follow: true }) : own;
    if (status?.type === 'directory') await walk(from, to);
    else if (status?.type === 'link') links.push(await linkAt(to, status.target ?? '', target));
    else if (status?.type === 'file') {
      files.push({
        current: await currentFile(to, target, args.follow),
        content: await source.files.read(from),
        mode: status.mode,
      });
    }
  };
  const walk = async (from: string, to: string): Promise<void> => {
    folders.push({ path: to, status: await target.files.status(to, { follow: true }) });
    for (const name of [...(await source.files.list(from))].sort())
      await take(`${from}/${name}`, `${to}/${name}`);
  };
  const isThere = (await target.files.status(args.dest, { follow: true }))?.type === 'directory';
  const isEmpty = (await source.files.list(src)).length === 0;
  if (!isEmpty || args.remote_src) await walk(src, root);
  const [first = { path: root, status: undefined }, ...rest] = folders;
  const isNew = first.status === undefined && folders.length > 0;
  return {
    kind: 'tree',
    root: first,
    files,
    folders: isNew ? folders : rest,
    links,
    above: isNew ? await missingFolders(first.path, target) : [],
    result: args.remote_src
      ? { dest: isThere ? `${dest}/` : args.dest, src: asked, checksum: null, md5sum: null }
      : { dest: `${dest}/`, src: asked.endsWith('/') ? `${src}/` : src },
  };
}

async function linkAt(path: string, wanted: string, { files }: Connection): Promise<Link> {
  const status = await files.status(path);
  return { path, target: wanted, isThere: status?.type === 'link' && status.target === wanted };
}

export function planTree(
  facts: TreeFacts,
  args: ContentArguments & {
    readonly force: boolean;
    readonly remote_src: boolean;
    readonly directory_mode?: unknown;
  },
): Plan<CopyDetail> {
  const plans = facts.files.map((file) => {
    const keep = !args.force && file.current.status !== undefined;
    return planContent(file.current, keep ? undefined : file.content, {
      ...args,
      mode: args.mode === 'preserve' ? file.mode : args.mode,
    });
  });
  const changed = plans.filter((plan) => plan.action !== 'unchanged');
  const folders = [...facts.above.map((path) => ({ path, status: undefined })), ...facts.folders]
    .map((folder) => ({ ...folder, change: folderChange(args, folder.status) }))
    .filter(({ status, change }) => status === undefined || Object.keys(change).length > 0);
  const links = facts.links.filter(({ isThere }) => !isThere);
  const isChanged = changed.length + folders.length + links.length > 0;
  return {
    action: isChanged ? (facts.root.status === undefined ? 'create' : 'update') : 'unchanged',
    subject: `folder ${facts.root.path}`,
    reason: isChanged ? `${changed.length} of ${plans.length} files differ` : 'all files are as asked for',
    changes: [
      ...folders.flatMap(({ path, status, change }) => [
        ...(status === undefined
          ? [{ pointer: `/folders/${escape(path)}`, before: undefined, after: 'directory' }]
          : []),
        ...attributeChanges(change, status).map((field) => ({
          ...field,
          pointer: `/folders/${escape(path)}${field.pointer}`,
        })),
      ]),
      ...links.map(({ path, target }) => ({
        pointer: `/links/${escape(path)}`,
        before: undefined,
        after: target,
      })),
      ...changed.flatMap((plan) =>
        plan.changes.map((change) => ({
          ...change,
          pointer: `/files/${escape(plan.detail.path)}${change.pointer}`,
        })),
      ),
    ],
    diff: changed.flatMap((plan) => plan.diff ?? []),
    result: {
      ...(args.remote_src && !isChanged && facts.root.status !== undefined
        ? statusResult(facts.root.status)
        : {}),
      ...facts.result,
    },
    detail: {
      kind: 'tree',
      root: facts.root.path,
      changes: changed.map((plan) => plan.detail),
      folders: folders.map(({ path, change }) => ({ path, change })),
      links,
      isRemote: args.remote_src,
    },
  };
}

function folderChange(
  { owner, group, directory_mode: mode }: ContentArguments & { readonly directory_mode?: unknown },
  status: FileStatus | undefined,
): AttributeChange {
  const asked = {
    mode,
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
  };
  return attributeChange(asked, status, { mode: 0o755, isDirectory: true });
}

export async function applyTree(
  detail: TreeChange,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const { files } = connection;
  for (const { path, change } of detail.folders) {
    await files.makeDirectory(path, { parents: true });
    await applyAttributes(path, change, connection);
  }
  for (const { path, target } of detail.links) {
    if ((await files.status(path)) !== undefined) await files.remove(path);
    await files.link(target, path, { symbolic: true });
  }
  for (const change of detail.changes) {
    const result = await applyContent(planOf(change), connection, context);
    if (result.failed === true) return result;
    context.signal.throwIfAborted();
  }
  const status = detail.isRemote ? await files.status(detail.root, { follow: true }) : undefined;
  return { changed: true, ...(status === undefined ? {} : statusResult(status)) };
}

function planOf(change: ContentChange): Plan<ContentChange> {
  return { action: 'update', reason: '', changes: [], detail: change };
}

function escape(path: string): string {
  return path.replaceAll('~', '~0').replaceAll('/', '~1');
}
