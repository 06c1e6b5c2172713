import { messageOf } from '../../../../diagnostics/drover-error.ts';
import { templateError } from '../../errors.ts';
import { isTruthy } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { alias, filter, type FilterArguments, type FilterEntry } from '../../filters/define.ts';
import { compareLoose } from './loose.ts';
import { comparePep440 } from './pep440.ts';
import { compareSemantic } from './semantic.ts';
import { compareStrict } from './strict.ts';

const operators: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '=': (order) => order === 0,
  eq: (order) => order === 0,
  '<': (order) => order < 0,
  lt: (order) => order < 0,
  '<=': (order) => order <= 0,
  le: (order) => order <= 0,
  '>': (order) => order > 0,
  gt: (order) => order > 0,
  '>=': (order) => order >= 0,
  ge: (order) => order >= 0,
  '!=': (order) => order !== 0,
  '<>': (order) => order !== 0,
  ne: (order) => order !== 0,
};

const types: Readonly<Record<string, (left: string, right: string) => number>> = {
  loose: compareLoose,
  strict: compareStrict,
  semver: compareSemantic,
  semantic: compareSemantic,
  pep440: comparePep440,
};

export const versionTests: readonly FilterEntry[] = alias(
  filter('version', 'version [operator] [strict] [version_type]', test),
  'version_compare',
);

function test(value: Value, args: FilterArguments): boolean {
  const strict = args.get('strict');
  const type = args.get('version_type');
  if (strict !== undefined && type !== undefined)
    throw templateError("Cannot specify both 'strict' and 'version_type'");
  const wanted = args.value('version');
  if (!isTruthy(value)) throw templateError('Input version value cannot be empty');
  if (!isTruthy(wanted)) throw templateError('Version parameter to compare against cannot be empty');
  const compare = comparison(strict, type);
  const name = args.text('operator', 'eq');
  const holds = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (holds === undefined)
    throw templateError(
      `Invalid operator type (${name}). Must be one of ${Object.keys(operators).map(repr).join(', ')}`,
    );
  try {
    return holds(compare(str(value), str(wanted)));
  } catch (error) {
    throw templateError(`Version comparison failed: ${messageOf(error)}`);
  }
}

function comparison(
  strict: Value | undefined,
  type: Value | undefined,
): (left: string, right: string) => number {
  if (strict !== undefined && isTruthy(strict)) return compareStrict;
  if (type === undefined || !isTruthy(type)) return compareLoose;
  const found = Object.hasOwn(types, str(type)) ? types[str(type)] : undefined;
  if (found !== undefined) return found;
  throw templateError(
    `Invalid version type (${str(type)}). Must be one of ${Object.keys(types).map(repr).join(', ')}`,
  );
}
