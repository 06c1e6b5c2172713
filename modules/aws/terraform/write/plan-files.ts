import type { TerraformFile } from '../terraform.types.ts';
import { digestOf, type Manifest } from './manifest.ts';

/** What is to be done with a file. Its texts are undefined where it is not there. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Somebody else wrote what is there: it is kept beside the new one, under this path. */
  readonly keptAs?: string;
}

export interface FilesPlan {
  readonly changes: readonly FileChange[];
  readonly warnings: readonly string[];
}

/** Compares files that are wanted (undefined: not wanted) with those that are there. Nothing is lost that is not drover's. */
export function planFiles(
  wanted: ReadonlyMap<string, TerraformFile | undefined>,
  present: ReadonlyMap<string, string>,
  manifest: Manifest,
): FilesPlan {
  const changes = [...wanted].flatMap(([path, file]) => changeOf(path, file, present.get(path), manifest));
  const warnings = changes.flatMap(({ path, keptAs }) =>
    keptAs === undefined
      ? []
      : [`${path} was changed since drover wrote it, or is not drover's. What it had is in ${keptAs} now.`],
  );
  return { changes, warnings };
}

function changeOf(
  path: string,
  file: TerraformFile | undefined,
  before: string | undefined,
  manifest: Manifest,
): readonly FileChange[] {
  const after = file?.text;
  if (before === after || (before !== undefined && file?.isOnlyFirst === true)) return [];
  const isOurs = before === undefined || manifest.files[path]?.sha256 === digestOf(before);
  return [{ path, before, after, ...(isOurs ? {} : { keptAs: `${path}.edited` }) }];
}

/** A description of NAT gateways that are gone, or will be: whatever discovery.yaml says later, it is kept. */
const natBackup = /\/aws-[^/]*-vpc-[0-9a-f]+\.json$/;

/**
 * Files of an owner that it does not want any more. Those of a VPC that is not written at all now are only told: its
 * gateways may stand, and without its files Terraform would destroy them.
 */
export function staleFiles(
  manifest: Manifest,
  owner: string,
  wanted: ReadonlyMap<string, unknown>,
): { readonly removed: readonly string[]; readonly told: readonly string[] } {
  const stale = Object.entries(manifest.files)
    .filter(([path, written]) => written.owner === owner && !wanted.has(path) && !natBackup.test(path))
    .map(([path]) => path);
  const isTold = (path: string): boolean => {
    const vpc = /^(.*\/aws-[^/]*-vpc-[0-9a-f]+)\./.exec(path)?.[1];
    return vpc !== undefined && !wanted.has(`${vpc}.tf`);
  };
  return { removed: stale.filter((path) => !isTold(path)), told: stale.filter(isTold) };
}
