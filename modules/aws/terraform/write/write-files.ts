import { dirname, join } from 'node:path';
import type { Files, TextDiff } from '../../../../engine/module.ts';
import type { TerraformFile } from '../terraform.types.ts';
import {
  digestOf,
  folderOf,
  manifestPath,
  manifestText,
  readManifest,
  type Manifest,
  type WrittenFile,
} from './manifest.ts';
import { planFiles, type FileChange } from './plan-files.ts';

export interface Writing {
  readonly files: Files;
  /** `terraform_output`. */
  readonly root: string;
  readonly checkMode: boolean;
}

export interface Written {
  readonly changes: readonly FileChange[];
  readonly warnings: readonly string[];
}

/** Writes files that differ, takes those away that are not wanted (undefined), and notes whose they are. */
export async function writeFiles(
  wanted: ReadonlyMap<string, TerraformFile | undefined>,
  owner: string,
  names: ReadonlyMap<string, string>,
  writing: Writing,
): Promise<Written> {
  const folders = [...new Set([...wanted.keys()].map(folderOf))];
  const written = await Promise.all(
    folders.map((folder) => writeFolder(folder, inFolder(wanted, folder), owner, names, writing)),
  );
  return {
    changes: written.flatMap(({ changes }) => changes),
    warnings: written.flatMap(({ warnings }) => warnings),
  };
}

/** For `--diff`: each file before and after. */
export function diffsOf(changes: readonly FileChange[]): readonly TextDiff[] {
  return changes.map(({ path, before, after }) => ({
    before: before ?? '',
    after: after ?? '',
    beforeHeader: path,
    afterHeader: path,
  }));
}

async function writeFolder(
  folder: string,
  wanted: ReadonlyMap<string, TerraformFile | undefined>,
  owner: string,
  names: ReadonlyMap<string, string>,
  writing: Writing,
): Promise<Written> {
  const { files, root, checkMode } = writing;
  const manifest = await readManifest(files, root, folder);
  const present = await readPresent([...wanted.keys()], writing);
  const plan = planFiles(wanted, present, manifest);
  if (checkMode) return plan;
  for (const change of plan.changes) await carryOut(change, writing);
  const next = noted(manifest, wanted, present, owner, names);
  const text = manifestText(next);
  if (text !== manifestText(manifest)) await write(manifestPath(folder), text, writing);
  return plan;
}

async function carryOut({ path, before, after, keptAs }: FileChange, writing: Writing): Promise<void> {
  if (keptAs !== undefined && before !== undefined) await write(keptAs, before, writing);
  if (after === undefined) await writing.files.remove(join(writing.root, path));
  else await write(path, after, writing);
}

async function write(path: string, text: string, { files, root }: Writing): Promise<void> {
  const whole = join(root, path);
  await files.makeDirectory(dirname(whole), { parents: true });
  await files.write(whole, text);
}

async function readPresent(
  paths: readonly string[],
  { files, root }: Writing,
): Promise<ReadonlyMap<string, string>> {
  const present = new Map<string, string>();
  for (const path of paths) {
    const whole = join(root, path);
    if ((await files.status(whole)) !== undefined)
      present.set(path, Buffer.from(await files.read(whole)).toString('utf8'));
  }
  return present;
}

function noted(
  manifest: Manifest,
  wanted: ReadonlyMap<string, TerraformFile | undefined>,
  present: ReadonlyMap<string, string>,
  owner: string,
  names: ReadonlyMap<string, string>,
): Manifest {
  const files = new Map<string, WrittenFile>(Object.entries(manifest.files));
  for (const [path, file] of wanted) {
    if (file === undefined) files.delete(path);
    // What was left as it was is not drover's.
    else if (file.isOnlyFirst !== true || !present.has(path))
      files.set(path, { sha256: digestOf(file.text), owner });
  }
  return {
    files: Object.fromEntries(files),
    subnets: { ...manifest.subnets, ...Object.fromEntries(names) },
  };
}

function inFolder<T>(wanted: ReadonlyMap<string, T>, folder: string): ReadonlyMap<string, T> {
  return new Map([...wanted].filter(([path]) => folderOf(path) === folder));
}
