import { templateError } from '../../errors.ts';

const form =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

interface Semantic {
  readonly core: readonly number[];
  readonly prerelease: readonly string[];
}

/** Compares by Semantic Versioning 2.0.0; build metadata does not count. */
export function compareSemantic(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  const odd = a.core.findIndex((part, index) => part !== b.core[index]);
  if (odd !== -1) return (a.core[odd] ?? 0) - (b.core[odd] ?? 0);
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return b.prerelease.length - a.prerelease.length;
  return comparePrerelease(a.prerelease, b.prerelease);
}

function parse(version: string): Semantic {
  const match = form.exec(version);
  if (match === null)
    throw templateError(
      `invalid semantic version '${version}'`,
      'A semantic version has three numbers without leading zeros, such as 1.2.3.',
    );
  const [, major, minor, patch, prerelease] = match;
  return { core: [Number(major), Number(minor), Number(patch)], prerelease: prerelease?.split('.') ?? [] };
}

function comparePrerelease(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [a, b] = [left[index] ?? '', right[index] ?? ''];
    if (a === b) continue;
    const areNumbers = [a, b].map((part) => /^\d+$/.test(part));
    if (areNumbers[0] === true && areNumbers[1] === true) return Number(a) - Number(b);
    if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] === true ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}
