import type { Files } from '../../../../engine/module.ts';
import type { KitFile } from './kit-file.ts';

/** A VPC whose switch by the kit was taken back. */
export interface RevertedVpc {
  readonly vpc: string;
  readonly gateway: string | undefined;
}

/**
 * Puts a revert.json aside once everything that it is about was taken back, as the kit deletes it then. It is kept under
 * another name. The result says whether it was.
 */
export async function retireKit(
  file: KitFile,
  reverted: readonly RevertedVpc[],
  files: Files,
): Promise<boolean> {
  const vpcs = new Set(reverted.map(({ vpc }) => vpc));
  const gateways = new Set(reverted.map(({ gateway }) => gateway));
  const isWhole =
    vpcsOf(file).every((vpc) => vpcs.has(vpc)) &&
    Object.keys(file.advertised).every((name) => gateways.has(name));
  if (isWhole) await files.rename(file.path, `${file.path}.reverted`);
  return isWhole;
}

function vpcsOf({ statics, propagations, sizes }: KitFile): readonly string[] {
  const ofFiles = Object.keys(sizes).flatMap((name) => /-(vpc-[0-9a-f]+)\.tf$/.exec(name)?.[1] ?? []);
  return [...statics.map(({ vpc }) => vpc), ...propagations.map(({ vpc }) => vpc), ...ofFiles];
}
