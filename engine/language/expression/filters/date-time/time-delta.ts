import { makeFloat, numeric } from '../../operations.ts';
import { Callable, ObjectValue, type Value } from '../../value.ts';
import { pad } from './calendar.ts';

const microsPerDay = 86_400_000_000n;

/** Python's timedelta of a count of microseconds. */
export function timeDelta(micros: bigint): ObjectValue {
  const days = floorDivide(micros, microsPerDay);
  const rest = Number(micros - days * microsPerDay);
  const parts = { days: Number(days), seconds: Math.floor(rest / 1e6), microseconds: rest % 1e6 };
  const fields: Readonly<Record<string, Value>> = {
    ...parts,
    total_seconds: new Callable('total_seconds', () => makeFloat(Number(micros) / 1e6)),
  };
  const delta = new ObjectValue(
    'timedelta',
    (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    {
      text: {
        str: () => deltaText(parts.days, parts.seconds, parts.microseconds),
        repr: () => deltaRepr(parts),
      },
      compare: (other) => {
        const right = microsOf(other);
        return right === undefined ? undefined : Number(micros - right);
      },
      operate: (operator, other) => operate(operator, micros, other),
    },
  );
  deltas.set(delta, micros);
  return delta;
}

const deltas = new WeakMap<ObjectValue, bigint>();

/** The microseconds of a timedelta; undefined for anything else. */
export function microsOf(value: Value): bigint | undefined {
  return value instanceof ObjectValue ? deltas.get(value) : undefined;
}

function operate(operator: string, micros: bigint, other: Value): Value | undefined {
  const right = microsOf(other);
  if (right !== undefined) {
    if (operator === '+') return timeDelta(micros + right);
    if (operator === '-') return timeDelta(micros - right);
    if (operator === '/' && right !== 0n) return makeFloat(Number(micros) / Number(right));
    if (operator === '//' && right !== 0n) return Number(floorDivide(micros, right));
    return undefined;
  }
  const number = numeric(other);
  if (number === undefined || number == 0) return undefined;
  if (operator === '*') return timeDelta(BigInt(Math.round(Number(micros) * Number(number))));
  return operator === '/' ? timeDelta(BigInt(Math.round(Number(micros) / Number(number)))) : undefined;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function deltaText(days: number, seconds: number, microseconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const clock = `${hours}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  const fraction = microseconds === 0 ? '' : `.${pad(microseconds, 6)}`;
  const lead = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  return lead + clock + fraction;
}

function deltaRepr(parts: Readonly<Record<string, number>>): string {
  const given = Object.entries(parts).filter(([, amount]) => amount !== 0);
  return `datetime.timedelta(${given.map(([name, amount]) => `${name}=${amount}`).join(', ') || '0'})`;
}
