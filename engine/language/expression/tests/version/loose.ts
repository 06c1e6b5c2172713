import { templateError } from '../../errors.ts';

/** Part of a version: a number or a text. */
type Part = number | string;

/** The parts of distutils' LooseVersion: runs of digits, runs of lower-case letters, and what stands between. */
export function looseParts(version: string): Part[] {
  return version
    .split(/(\d+|[a-z]+|\.)/)
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Negative, zero or positive. Throws where a number meets a text, as Python does. */
export function compareLoose(left: string, right: string): number {
  const [a, b] = [looseParts(left), looseParts(right)];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    if (x === y) continue;
    if (typeof x !== typeof y) {
      const [xType, yType] = [x, y].map((each) => (typeof each === 'number' ? 'int' : 'str'));
      throw templateError(`'<' not supported between instances of '${xType ?? ''}' and '${yType ?? ''}'`);
    }
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
