import { isIP } from 'node:net';
import { pythonRepr } from '../../neutron/values/python.ts';
import { isPrintable, isPrintableName, printablePattern } from './printable.ts';
import type { Flaw } from './types.ts';

/** What a format has against a value; nothing if the value fits. */
export type Format = (value: unknown) => Pick<Flaw, 'message' | 'isPlain'> | undefined;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const WORDS = `0123456789${LETTERS}${LETTERS.toUpperCase()}`;

/** The formats of Nova's schemas, by name. What is wrong with a name is said without the place. */
export const FORMATS: Readonly<Record<string, Format>> = {
  name: (value) =>
    typeof value === 'string' && isPrintableName(value)
      ? undefined
      : invalidName('printable characters. Can not start or end with whitespace.'),
  keypair_name_20: onlyOf(`_- ${WORDS}`),
  keypair_name_292: onlyOf(`@._- ${WORDS}`),
  description: (value) =>
    typeof value !== 'string' || isPrintable(value)
      ? undefined
      : { message: `${pythonRepr(value)} does not match ${pythonRepr(printablePattern())}` },
  regex(value) {
    const isPattern = typeof value === 'string' && value !== '' && isRegex(value);
    return isPattern ? undefined : { message: `${pythonRepr(value)} is not a 'regex'` };
  },
  'date-time': (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\d([T ]\d\d(:?\d\d){0,2}([.,]\d+)?(Z|[+-]\d\d(:?\d\d)?)?)?$/.test(value)
      ? undefined
      : { message: `${pythonRepr(value)} is not a 'date-time'` },
  uuid: textThat('uuid', isUuid),
  ipv4: textThat('ipv4', (text) => isIP(text) === 4),
  ipv6: textThat('ipv6', (text) => isIP(text) === 6),
  base64: textThat('base64', isBase64),
};

/** Whether Nova takes a text for an identifier, with hyphens or without. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text);
}

/** Python passes over what is no digit, and wants the rest to be whole. */
function isBase64(text: string): boolean {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(digits) && digits.length % 4 === 0;
}

function textThat(name: string, fits: (text: string) => boolean): Format {
  return (value) =>
    typeof value !== 'string' || fits(value)
      ? undefined
      : { message: `${pythonRepr(value)} is not a '${name}'` };
}

function onlyOf(characters: string): Format {
  return (value) =>
    typeof value === 'string' && [...value].every((each) => characters.includes(each))
      ? undefined
      : invalidName(`Only expected characters: [${characters}]`);
}

function invalidName(reason: string): ReturnType<Format> {
  return { message: `An invalid 'name' value was provided. The name must be: ${reason}`, isPlain: true };
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
