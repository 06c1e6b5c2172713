import { formatPointer } from '../text/json-pointer.ts';
import type { Place } from './coerce-place.ts';
import { pythonText } from './python-words.ts';
import { suggest } from './suggest.ts';
import { textFormats } from './text-formats.ts';
import type { ArraySchema, BooleanSchema, NumberSchema, StringSchema } from './types.ts';

type LimitedSchema = StringSchema | NumberSchema | BooleanSchema | ArraySchema;

/** The value, if it keeps within the limits of its schema; undefined where it does not (reported at the place). */
export function checkLimits(schema: LimitedSchema, value: unknown, place: Place): unknown {
  if (schema.type === 'string' && typeof value === 'string') return checkText(schema, value, place);
  const failure = limitFailure(schema, value);
  if (failure === undefined) return value;
  report(schema, failure, value, place);
  return undefined;
}

function limitFailure(schema: LimitedSchema, value: unknown): string | undefined {
  if (schema.type === 'array') {
    const { minItems = 0 } = schema;
    return Array.isArray(value) && value.length < minItems
      ? `must have at least ${minItems} items`
      : undefined;
  }
  if (schema.type !== 'integer' && schema.type !== 'number') return undefined;
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (Number(value) < minimum) return `must be at least ${minimum}`;
  return Number(value) > maximum ? `must be at most ${maximum}` : undefined;
}

function checkText(schema: StringSchema, value: string, place: Place): unknown {
  if (schema.enum !== undefined) return checkChoice(schema, schema.enum, value, place);
  const failure = textFailure(schema, value);
  if (failure === undefined) return value;
  report(schema, failure, value, place);
  return undefined;
}

function textFailure(schema: StringSchema, value: string): string | undefined {
  const { minLength = 0, pattern, format } = schema;
  if (value.length < minLength)
    return minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return `must match ${pattern}`;
  if (format === undefined || format === 'path') return undefined;
  return textFormats[format].holds(value) ? undefined : `must be ${textFormats[format].like}`;
}

const truths: ReadonlySet<string> = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const falsehoods: ReadonlySet<string> = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** YAML makes booleans of words such as `yes`: where only one choice can have been meant, it is taken. */
function checkChoice(schema: StringSchema, choices: readonly string[], value: string, place: Place): unknown {
  if (choices.includes(value)) return value;
  const words = value === 'True' ? truths : value === 'False' ? falsehoods : new Set<string>();
  const meant = choices.filter((choice) => words.has(choice));
  if (meant.length === 1) return meant[0];
  const name = place.options.at(-1) ?? '';
  const outer = place.options.slice(0, -1);
  const within = outer.length === 0 ? '' : ` found in ${outer.join(' -> ')}`;
  const near = suggest(value, choices);
  const shown = schema.secret === true ? '********' : value;
  const isItem = typeof place.path.at(-1) === 'number';
  place.problems.push({
    code: 'invalid-argument',
    pointer: formatPointer(place.path),
    message: isItem
      ? `value of ${name} must be one or more of: ${choices.join(', ')}. Got no match for: ${shown}${within}`
      : `value of ${name} must be one of: ${choices.join(', ')}, got: ${shown}${within}`,
    ...(near === undefined ? {} : { help: `Did you mean ${near}?` }),
  });
  return undefined;
}

function report(schema: LimitedSchema, failure: string, value: unknown, place: Place): void {
  const shown = schema.secret === true ? '********' : pythonText(value);
  place.problems.push({
    code: 'invalid-argument',
    pointer: formatPointer(place.path),
    message: `value of ${place.options.at(-1) ?? ''} ${failure}, got: ${shown}`,
  });
}
