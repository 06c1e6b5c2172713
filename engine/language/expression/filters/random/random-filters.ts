import { templateError } from '../../errors.ts';
import { isFloat, isInteger, isTruthy, makeInteger, typeName } from '../../operations.ts';
import type { TemplateEnvironment } from '../../environment.ts';
import { Bytes, ObjectValue, type Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from '../lists/items.ts';
import { seededSource, shuffleInPlace, systemSource, type RandomSource } from './random-source.ts';

export const randomFilters: readonly FilterEntry[] = [
  filter('random', '[start] [step] [seed]', random),
  filter('shuffle', '[seed]', (value, args) => {
    const seed = args.get('seed');
    const items =
      Array.isArray(value) || typeof value === 'string' || value instanceof Map ? itemsOf(value) : undefined;
    if (items === undefined) return value;
    shuffleInPlace(
      items,
      sourceFor(seed !== undefined && isTruthy(seed) ? seed : undefined, args.environment),
    );
    return items;
  }),
  filter('random_mac', '[seed]', randomMac),
];

/** The source of a seed as Python takes it, or of the system. */
export function sourceFor(seed: Value | undefined, environment: TemplateEnvironment): RandomSource {
  if (seed === undefined) return systemSource((count) => environment.ports.randomBytes(count));
  if (typeof seed === 'string') return seededSource(seed);
  if (seed instanceof Bytes) return seededSource(seed.data);
  if (typeof seed === 'boolean') return seededSource(seed ? 1n : 0n);
  if (isInteger(seed)) return seededSource(BigInt(seed));
  throw templateError(
    isFloat(seed)
      ? 'A float cannot be a seed here.'
      : 'The only supported seed types are: None, int, float, str, bytes, and bytearray.',
    'Give the seed as a text or a whole number.',
  );
}

function random(value: Value, args: FilterArguments): Value {
  const source = sourceFor(args.get('seed'), args.environment);
  const [start, step] = [args.get('start'), args.get('step')].map((each) =>
    each !== undefined && isTruthy(each) ? each : undefined,
  );
  if (isInteger(value) || typeof value === 'boolean')
    return makeInteger(fromRange(source, toBigInt(start ?? 0), toBigInt(value), toBigInt(step ?? 1)));
  const isIterable = typeof value === 'string' || Array.isArray(value) || value instanceof Map;
  if (!isIterable && !(value instanceof ObjectValue))
    throw templateError('random can only be used on sequences and integers');
  if (start !== undefined || step !== undefined)
    throw templateError('start and step can only be used with integer values');
  if (value instanceof Map)
    throw templateError(
      `'${typeName(value)}' cannot be drawn from`,
      'Draw from its keys: `| list | random`.',
    );
  const items = itemsOf(value);
  const drawn = items.length === 0 ? undefined : items[Number(source.below(BigInt(items.length)))];
  if (drawn === undefined) throw templateError('Cannot choose from an empty sequence');
  return drawn;
}

function toBigInt(value: Value): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (isInteger(value)) return BigInt(value);
  throw templateError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

function fromRange(source: RandomSource, start: bigint, stop: bigint, step: bigint): bigint {
  if (step === 0n) throw templateError('zero step for randrange()');
  const width = stop - start;
  const count = step > 0n ? (width + step - 1n) / step : (width + step + 1n) / step;
  const isEmpty = step > 0n ? width <= 0n : width >= 0n;
  if (isEmpty) throw templateError(`empty range for randrange() (${start}, ${stop}, ${width})`);
  return start + step * source.below(count);
}

/** Completes the beginning of a MAC address. */
function randomMac(value: Value, args: FilterArguments): string {
  if (typeof value !== 'string')
    throw templateError(`Invalid value type (<class '${typeName(value)}'>) for random_mac`);
  const prefix = value.toLowerCase();
  const parts = prefix.split(':');
  if (parts.length > 5)
    throw templateError(`Invalid value (${prefix}) for random_mac: 5 colon(:) separated items max`);
  const wrong = parts
    .filter((part) => !/^[a-f0-9]{2}/.test(part))
    .map((part) => (part === '' ? 'empty item' : `${part} not hexa byte`));
  if (wrong.length > 0) throw templateError(`Invalid value (${prefix}) for random_mac: ${wrong.join(',')}`);
  const [low, high] = [0x1000000000n, 0xffffffffffn];
  const drawn = low + sourceFor(args.get('seed'), args.environment).below(high - low + 1n);
  const digits = drawn.toString(16).slice(0, 2 * (6 - parts.length));
  return prefix + digits.replace(/../g, ':$&');
}
