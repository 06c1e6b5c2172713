/** Major, minor, patch. */
export type Version = readonly [number, number, number];

interface Bound {
  readonly version: Version;
  readonly isIncluded: boolean;
}

/** Whether a version constraint of Terraform (`~> 3.43.0`, `>= 1.1, < 2`) lets some version in that is at least `version`. */
export function allowsFrom(constraint: string, version: Version): boolean {
  const bounds = constraint.split(',').map((part) => boundsOf(part.trim()));
  const lowest = bounds.reduce<Version>(
    (low, { lower }) =>
      lower !== undefined && compareVersions(lower.version, low) > 0 ? lower.version : low,
    version,
  );
  return bounds.every(({ upper }) => upper === undefined || isBelow(lowest, upper));
}

function isBelow(version: Version, { version: bound, isIncluded }: Bound): boolean {
  const order = compareVersions(version, bound);
  return order < 0 || (isIncluded && order === 0);
}

function compareVersions(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

interface Bounds {
  readonly lower?: Bound;
  readonly upper?: Bound;
}

function boundsOf(part: string): Bounds {
  const [, operator = '', text = ''] = /^([=<>!~]*)\s*v?([\d.]+)/.exec(part) ?? [];
  const numbers = text.split('.').map(Number);
  const version: Version = [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
  const here = { version, isIncluded: true };
  switch (operator) {
    case '!=':
      return {};
    case '>=':
    case '>':
      return { lower: { version, isIncluded: operator === '>=' } };
    case '<=':
      return { upper: here };
    case '<':
      return { upper: { version, isIncluded: false } };
    case '~>':
      return { lower: here, upper: { version: nextOf(numbers, version), isIncluded: false } };
    default:
      return { lower: here, upper: here };
  }
}

/** `~>` lets the last number grow that is written: `~> 4.33` is below 5, `~> 3.43.0` is below 3.44. */
function nextOf(numbers: readonly number[], [major, minor]: Version): Version {
  return numbers.length > 2 ? [major, minor + 1, 0] : [major + 1, 0, 0];
}
