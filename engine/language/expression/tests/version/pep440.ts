import { templateError } from '../../errors.ts';

const form =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

/** A key part by part; lists of parts compare item by item. */
type Part = number | string | readonly Part[];

const lowest = -1;
const highest = Infinity;

/** Compares by PEP 440: epochs, pre-releases, post-releases, development releases and local versions. */
export function comparePep440(left: string, right: string): number {
  return comparePart(keyOf(left), keyOf(right));
}

const stages: Readonly<Record<string, number>> = {
  a: 0,
  alpha: 0,
  b: 1,
  beta: 1,
  c: 2,
  rc: 2,
  pre: 2,
  preview: 2,
};

function keyOf(version: string): readonly Part[] {
  const match = form.exec(version);
  if (match === null)
    throw templateError(`Invalid version: '${version}'`, 'See PEP 440 for the form of versions.');
  const [
    ,
    epoch = '0',
    release = '',
    stage,
    stageNumber,
    plainPost,
    post,
    postNumber,
    dev,
    devNumber,
    local,
  ] = match;
  const numbers = release.split('.').map(Number);
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop();
  const hasPost = plainPost !== undefined || post !== undefined;
  const rank = stage === undefined ? undefined : (stages[stage.toLowerCase()] ?? 0);
  const beforeAll = rank === undefined && !hasPost && dev !== undefined;
  return [
    Number(epoch),
    numbers,
    rank === undefined ? [beforeAll ? lowest : highest] : [rank, Number(stageNumber ?? 0)],
    hasPost ? Number(plainPost ?? (postNumber === '' ? 0 : postNumber)) : lowest,
    dev === undefined ? highest : Number(devNumber ?? 0),
    localKey(local),
  ];
}

/** Numbers go above texts, and any local version above none. */
function localKey(local: string | undefined): readonly Part[] {
  if (local === undefined) return [];
  return local
    .toLowerCase()
    .split(/[-_.]/)
    .map((part): readonly Part[] => (/^\d+$/.test(part) ? [1, Number(part)] : [0, part]));
}

function comparePart(left: Part, right: Part): number {
  if (typeof left === 'object' && typeof right === 'object') {
    for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
      const order = comparePart(left[index] ?? 0, right[index] ?? 0);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  return left === right ? 0 : left < right ? -1 : 1;
}
