import type { Connection, ModuleResult, Plan, TaskContext } from '../../engine/module.ts';
import {
  applyContent,
  currentFile,
  planContent,
  type ContentArguments,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import type { CopyDetail } from './copy.ts';
import { wantedMode } from './mode.ts';

export interface TreeFacts {
  readonly kind: 'tree';
  readonly dest: string;
  readonly files: readonly {
    readonly current: CurrentFile;
    readonly content: Uint8Array;
    readonly mode: number;
  }[];
  /** Folders that are not there yet, parents first. */
  readonly folders: readonly string[];
}

/** Reads a folder and what stands where it is to go. Without a slash at the end of `asked`, its own name is kept. */
export async function readTree(
  asked: string,
  src: string,
  dest: string,
  source: Connection,
  target: Connection,
): Promise<TreeFacts> {
  const root = asked.endsWith('/')
    ? dest.replace(/\/$/, '')
    : `${dest.replace(/\/$/, '')}/${src.split('/').at(-1) ?? ''}`;
  const files: { current: CurrentFile; content: Uint8Array; mode: number }[] = [];
  const folders: string[] = [];
  const walk = async (from: string, to: string): Promise<void> => {
    if ((await target.files.status(to, { follow: true })) === undefined) folders.push(to);
    for (const name of [...(await source.files.list(from))].sort()) {
      const status = await source.files.status(`${from}/${name}`, { follow: true });
      if (status?.type === 'directory') await walk(`${from}/${name}`, `${to}/${name}`);
      else if (status?.type === 'file') {
        files.push({
          current: await currentFile(`${to}/${name}`, target),
          content: await source.files.read(`${from}/${name}`),
          mode: status.mode,
        });
      }
    }
  };
  await walk(src.replace(/\/$/, ''), root);
  return { kind: 'tree', dest: root, files, folders };
}

export function planTree(
  facts: TreeFacts,
  args: ContentArguments & { readonly force: boolean; readonly directory_mode?: unknown },
): Plan<CopyDetail> {
  const plans = facts.files.map((file) => {
    const keep = !args.force && file.current.status !== undefined;
    return planContent(file.current, keep ? undefined : file.content, {
      ...args,
      mode: args.mode === 'preserve' ? file.mode : args.mode,
    });
  });
  const changed = plans.filter((plan) => plan.action !== 'unchanged');
  const isChanged = changed.length > 0 || facts.folders.length > 0;
  return {
    action: isChanged ? (facts.folders.includes(facts.dest) ? 'create' : 'update') : 'unchanged',
    subject: `folder ${facts.dest}`,
    reason: isChanged ? `${changed.length} of ${plans.length} files differ` : 'all files are as asked for',
    changes: [
      ...facts.folders.map((path) => ({
        pointer: `/folders/${escape(path)}`,
        before: undefined,
        after: 'directory',
      })),
      ...changed.flatMap((plan) =>
        plan.changes.map((change) => ({
          ...change,
          pointer: `/files/${escape(plan.detail.path)}${change.pointer}`,
        })),
      ),
    ],
    diff: changed.flatMap((plan) => plan.diff ?? []),
    result: { dest: facts.dest },
    detail: {
      kind: 'tree',
      changes: changed.map((plan) => plan.detail),
      folders: facts.folders,
      ...(args.directory_mode === undefined
        ? {}
        : { folderMode: wantedMode(args.directory_mode, { mode: 0o755, isDirectory: true }) }),
    },
  };
}

export async function applyTree(
  detail: Extract<CopyDetail, { kind: 'tree' }>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  for (const folder of detail.folders) {
    await connection.files.makeDirectory(folder, { parents: true });
    if (detail.folderMode !== undefined) await connection.files.changeMode(folder, detail.folderMode);
  }
  for (const change of detail.changes) {
    await applyContent(planOf(change), connection, context);
    context.signal.throwIfAborted();
  }
  return { changed: true };
}

function planOf(change: ContentChange): Plan<ContentChange> {
  return { action: 'update', reason: '', changes: [], detail: change };
}

function escape(path: string): string {
  return path.replaceAll('~', '~0').replaceAll('/', '~1');
}
