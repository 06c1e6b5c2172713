import type { Files } from '../../../../engine/module.ts';
import { isSameState } from '../execute/same-state.ts';
import { parseKitFile, type KitFile } from './kit-file.ts';
import { retiredPath } from './kit-paths.ts';

/** A VPC whose switch by the kit was taken back. */
export interface RevertedVpc {
  readonly vpc: string;
  readonly gateway: string | undefined;
}

/**
 * Puts a revert.json aside once everything that it is about was taken back, as the kit deletes it then. It is kept under
 * another name. One that has changed since it was read (a download has brought another) stays. The result says whether
 * it was put aside.
 */
export async function retireKit(
  file: KitFile,
  reverted: readonly RevertedVpc[],
  files: Files,
): Promise<boolean> {
  if (!isSpent(file, reverted) || !(await isAsRead(file, files))) return false;
  await files.rename(file.path, retiredPath(file.path));
  return true;
}

/** Whether nothing of what a file is about is left to be taken back. */
export function isSpent(file: KitFile, reverted: readonly RevertedVpc[]): boolean {
  const vpcs = new Set(reverted.map(({ vpc }) => vpc));
  const gateways = new Set(reverted.map(({ gateway }) => gateway));
  return (
    vpcsOf(file).every((vpc) => vpcs.has(vpc)) &&
    Object.keys(file.advertised).every((name) => gateways.has(name))
  );
}

async function isAsRead(file: KitFile, files: Files): Promise<boolean> {
  if ((await files.status(file.path)) === undefined) return false;
  const text = Buffer.from(await files.read(file.path)).toString('utf8');
  return isSameState(parseKitFile(text, file.path), file);
}

function vpcsOf({ statics, propagations, sizes }: KitFile): readonly string[] {
  const ofFiles = Object.keys(sizes).flatMap((name) => /-(vpc-[0-9a-f]+)\.tf$/.exec(name)?.[1] ?? []);
  return [...statics.map(({ vpc }) => vpc), ...propagations.map(({ vpc }) => vpc), ...ofFiles];
}
