import { isIP, isIPv4 } from 'node:net';
import { didYouMean } from '../../../../engine/schema/suggest.ts';
import type { BooleanSchema, NumberSchema, StringSchema } from '../../../../engine/schema/types.ts';
import { shown } from './finding.ts';
import { wordsOf } from './forms.ts';
import { networkProblem } from './networks.ts';

export type ScalarSchema = StringSchema | NumberSchema | BooleanSchema;

/** The value of a scalar, or why it is none; `notice`: it is taken, but better written otherwise. */
export type ScalarReading =
  { readonly value: unknown; readonly notice?: Told | undefined } | { readonly problem: Told };

export interface Told {
  readonly detail: string;
  readonly help: string;
}

/**
 * A scalar as the kit takes it: texts are stripped of the space around them, numbers stand for texts and texts for
 * numbers and booleans.
 */
export function readScalar(schema: ScalarSchema, value: unknown, name: string): ScalarReading {
  switch (schema.type) {
    case 'string':
      return readText(schema, value, name);
    case 'boolean':
      return readBoolean(value, name);
    default:
      return readNumber(schema, value, name);
  }
}

function problem(detail: string, help: string): ScalarReading {
  return { problem: { detail, help } };
}

function readText(schema: StringSchema, value: unknown, name: string): ScalarReading {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const read = checkText(schema, String(value), name);
    const isWhole = typeof value === 'bigint' || Number.isInteger(value);
    if ('problem' in read || isWhole) return read;
    return {
      ...read,
      notice: {
        detail: `${name} is the number ${value} without quotes: 1.10 would be 1.1.`,
        help: `Put it in quotes: "${value}".`,
      },
    };
  }
  if (typeof value === 'string') return checkText(schema, value.trim(), name);
  return problem(`${name} is ${shown(value)}; a text is expected.`, quotes(value));
}

function quotes(value: unknown): string {
  return typeof value === 'boolean'
    ? 'Words such as yes, no, on and off are booleans in YAML: put it in quotes.'
    : 'Write one text in its place.';
}

function checkText(schema: StringSchema, text: string, name: string): ScalarReading {
  const { enum: choices, pattern, format, minLength = 0 } = schema;
  if (choices !== undefined && !choices.includes(text)) {
    const near = didYouMean(text, choices);
    return problem(`${name} is ${shown(text)}.`, `${near} It can be ${choices.join(', ')}.`.trim());
  }
  if (text.length < minLength)
    return problem(`${name} is empty.`, 'Write what it is to be, or take the key out.');
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text))
    return problem(`${name} is ${shown(text)}, which is not ${wordsOf(pattern)}.`, 'Mend the value.');
  const told = format === undefined ? undefined : FORMATS[format]?.(text);
  if (told !== undefined) return problem(`${name}: ${told.detail}`, told.help);
  return { value: text };
}

/** What is wrong with a text of a format; formats that are not here are not looked at. */
const FORMATS: Readonly<
  Partial<Record<NonNullable<StringSchema['format']>, (text: string) => Told | undefined>>
> = {
  cidr: networkProblem,
  ipv4: (text) =>
    isIPv4(text)
      ? undefined
      : {
          detail: `${shown(text)} is no IPv4 address.`,
          help: isIP(text) === 6 ? 'Elastic IPs are IPv4.' : 'Write four numbers with points between them.',
        },
};

const WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, 1, '1', 'true', 't', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...[false, 0, '0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

function readBoolean(value: unknown, name: string): ScalarReading {
  const read = WORDS.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
  return read === undefined
    ? problem(`${name} is ${shown(value)}; true or false is expected.`, 'Write true or false.')
    : { value: read };
}

function readNumber(schema: NumberSchema, value: unknown, name: string): ScalarReading {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const isDigits = typeof value === 'string' && /^\s*[-+]?\d{1,15}\s*$/.test(value);
  const number = isDigits ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number))
    return problem(`${name} is ${shown(value)}; a whole number is expected.`, 'Write digits.');
  if (number < minimum) return problem(`${name} is ${number}.`, `${minimum} is the least it can be.`);
  if (number > maximum) return problem(`${name} is ${number}.`, `${maximum} is the most it can be.`);
  return { value: number };
}
