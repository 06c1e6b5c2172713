/** A semantic version (semver.org 2.0.0): three numbers, and what stands after `-`. */
export interface Version {
  readonly text: string;
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly string[];
}

const pattern = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** A version; numbers that are left out are 0, as ansible-galaxy reads them in ranges. */
export function parseVersion(text: string): Version | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', pre = ''] = match;
  return {
    text: text.trim(),
    numbers: [Number(major), Number(minor), Number(patch)],
    pre: pre === '' ? [] : pre.split('.'),
  };
}

/** Below 0 where `a` is the older one. */
export function compareVersions(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0;
    if (number !== other) return number - other;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let index = 0; index < Math.max(a.pre.length, b.pre.length); index += 1) {
    const order = comparePart(a.pre[index], b.pre[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOther) return Number(a) - Number(b);
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=';

interface Condition {
  readonly operator: Operator;
  readonly version: Version;
}

/** What is wrong with a range; undefined where nothing is. */
export function rangeProblem(range: string): string | undefined {
  const bad = parts(range).find((part) => part !== '*' && conditionOf(part) === undefined);
  return bad === undefined ? undefined : `“${bad}” is no version, and no condition on one.`;
}

/** Whether a version meets a range: `*`, `1.2.3`, `>=1.0.0,<2.0.0`. */
export function meetsRange(version: Version, range: string): boolean {
  return parts(range).every((part) => {
    const condition = conditionOf(part);
    return condition === undefined ? part === '*' : meets(version, condition);
  });
}

/** Whether a range names one version: then it may be a pre-release. */
export function isExact(range: string): boolean {
  const all = parts(range);
  return all.length === 1 && all.every((part) => conditionOf(part)?.operator === '==');
}

function parts(range: string): readonly string[] {
  return (range.trim() === '' ? '*' : range).split(',').map((part) => part.trim());
}

function conditionOf(part: string): Condition | undefined {
  const match = /^(==|=|!=|>=|<=|>|<)?\s*(.+)$/.exec(part);
  if (match === null || part === '*') return undefined;
  const version = parseVersion(match[2] ?? '');
  const sign = match[1] === undefined || match[1] === '=' ? '==' : match[1];
  // Boundary: the pattern has these signs alone.
  return version === undefined ? undefined : { operator: sign as Operator, version };
}

function meets(version: Version, condition: Condition): boolean {
  const order = compareVersions(version, condition.version);
  switch (condition.operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}
