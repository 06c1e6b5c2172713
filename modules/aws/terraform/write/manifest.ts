import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../../engine/module.ts';

/** What drover wrote into a folder of `terraform_output`, so that it can tell its own files from those of people. */
export interface Manifest {
  /** By path from `terraform_output` on. */
  readonly files: Readonly<Record<string, WrittenFile>>;
  /** The names of subnets in the state of Terraform, by their ids. */
  readonly subnets: Readonly<Record<string, string>>;
}

export interface WrittenFile {
  readonly sha256: string;
  /** Who wants it: `discovery first-wave`, `switch`. */
  readonly owner: string;
}

const empty: Manifest = { files: {}, subnets: {} };

/** It is in the account's folder, with which it is backed up. */
export function manifestPath(folder: string): string {
  return `${folder}/tmp/drover-terraform.json`;
}

/** The first folder of a path: an account, or the module. */
export function folderOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

export async function readManifest(files: Files, root: string, folder: string): Promise<Manifest> {
  const path = join(root, manifestPath(folder));
  if ((await files.status(path)) === undefined) return empty;
  return parseManifest(Buffer.from(await files.read(path)).toString('utf8'), path);
}

/** `path` is for the message of the error `terraform-manifest`. */
export function parseManifest(text: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'it is no JSON', cause);
  }
  // What is not understood would be taken for nothing: the next run would give subnets other names.
  if (!isManifest(value)) throw damaged(path, 'it is not what drover writes there');
  return { ...empty, ...value };
}

function damaged(path: string, why: string, cause?: unknown): DroverError {
  return new DroverError('terraform-manifest', {
    detail: `${path} is damaged: ${why}. It says which files drover wrote, and what subnets are called in the state of Terraform.`,
    help: 'Bring it back from a backup. Without one, delete it: subnets are numbered anew then, so look at terraform plan before the next apply.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function isManifest(value: unknown): value is Partial<Manifest> {
  if (!isMapping(value)) return false;
  const { files = {}, subnets = {} } = value;
  return (
    isMapping(files) &&
    Object.values(files).every((one) => isMapping(one) && isText(one['sha256']) && isText(one['owner'])) &&
    isMapping(subnets) &&
    Object.values(subnets).every(isText)
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ files: sorted(manifest.files), subnets: sorted(manifest.subnets) }, null, 2)}\n`;
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
