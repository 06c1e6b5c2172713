import { templateError } from '../../errors.ts';

const form = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/;

/** Compares versions of distutils' StrictVersion: `1.2`, `1.2.3`, with `a1` or `b1` behind for what comes before it. */
export function compareStrict(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  for (let index = 0; index < a.length; index += 1) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    if (x !== y) return x - y;
  }
  return 0;
}

/** Three numbers; then 0, 1 or 2 for an alpha, a beta and the version itself; then the number of the alpha or beta. */
function parse(version: string): number[] {
  const match = form.exec(version);
  if (match === null)
    throw templateError(
      `invalid version number '${version}'`,
      'A strict version has two or three numbers, such as 1.2.3, and may end with a1 or b1.',
    );
  const [, major, minor, patch = '0', stage, count = '0'] = match;
  const rank = stage === undefined ? 2 : stage === 'a' ? 0 : 1;
  return [Number(major), Number(minor), Number(patch), rank, Number(count)];
}
