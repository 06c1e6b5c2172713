/** Where things lie in the bucket. The part below `dm/<account>` is the kit's, which mirrors the folder of the account. */

/** Where a file of `terraform_output` is kept. */
export function keyOf(path: string): string {
  return `dm/${path}`;
}

/** What is kept of an account: `dm/123456789012/`. */
export function accountPrefix(account: string): string {
  return `dm/${account}/`;
}

/** The module that all accounts share lies beside them. */
export function modulePrefix(name: string): string {
  return `dm/${name}/`;
}

/** Only one run at a time works on a VPC: who holds this object. */
export function leaseKey({ account, vpc }: VpcPlace): string {
  return `${accountPrefix(account)}tmp/drover/${vpc}.lease`;
}

/** The journal of a VPC, a line an object. */
export function linesPrefix({ account, vpc }: VpcPlace): string {
  return `${accountPrefix(account)}tmp/drover/${vpc}/`;
}

/** Padded, so that S3 lists the lines in their order. */
export function lineKey(place: VpcPlace, number: number): string {
  return `${linesPrefix(place)}${String(number).padStart(8, '0')}.json`;
}

export interface VpcPlace {
  readonly account: string;
  readonly vpc: string;
}

/** Whether a path is of the journals and leases, which no backup touches. */
export function isOwnState(path: string): boolean {
  return path.startsWith('tmp/drover/');
}
