import { inspect, isDeepStrictEqual } from 'node:util';

/** Texts that stand for any value of a kind. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  '!uuid': (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  '!hex': (value) => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value),
  '!time': (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value),
  '!mac': (value) => typeof value === 'string' && /^fa:16:3e(:[0-9a-f]{2}){3}$/.test(value),
  '!text': (value) => typeof value === 'string',
  '!number': (value) => typeof value === 'number',
  '!list': (value) => Array.isArray(value),
  '!absent': (value) => value === undefined,
  '!present': (value) => value !== undefined,
};

/**
 * What in `actual` is not as expected, in words; nothing if all is well. An object must contain what is expected, a
 * list must be equal item by item, or in any order under `!set`. `/text/` is a pattern, and `!uuid` any identifier.
 */
export function mismatch(actual: unknown, expected: unknown, place = 'the body'): string | undefined {
  if (typeof expected === 'string') return textMismatch(actual, expected, place);
  if (Array.isArray(expected)) return listMismatch(actual, expected, place);
  if (typeof expected === 'object' && expected !== null) {
    // Boundary: neither null nor a list.
    return objectMismatch(actual, expected as Readonly<Record<string, unknown>>, place);
  }
  return isDeepStrictEqual(actual, expected) ? undefined : differs(actual, expected, place);
}

function textMismatch(actual: unknown, expected: string, place: string): string | undefined {
  const kind = KINDS[expected];
  if (kind) return kind(actual) ? undefined : differs(actual, expected, place);
  const pattern = /^\/(.+)\/$/s.exec(expected);
  const isSame = pattern ? new RegExp(pattern[1]!).test(String(actual)) : actual === expected;
  return isSame ? undefined : differs(actual, expected, place);
}

function listMismatch(actual: unknown, expected: readonly unknown[], place: string): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length) return differs(actual, expected, place);
  for (const [index, each] of expected.entries()) {
    const wrong = mismatch(actual[index], each, `${place}[${index}]`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function objectMismatch(
  actual: unknown,
  expected: Readonly<Record<string, unknown>>,
  place: string,
): string | undefined {
  if ('!set' in expected) return setMismatch(actual, expected['!set'], place, true);
  if ('!includes' in expected) return setMismatch(actual, expected['!includes'], place, false);
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
    return differs(actual, expected, place);
  const values = actual as Readonly<Record<string, unknown>>;
  for (const [key, each] of Object.entries(expected)) {
    const wrong = mismatch(values[key], each, `${place}.${key}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Each expected item matches another actual one; nothing may be left over if `isWhole`. */
function setMismatch(
  actual: unknown,
  expected: unknown,
  place: string,
  isWhole: boolean,
): string | undefined {
  if (!Array.isArray(actual) || !Array.isArray(expected)) return differs(actual, expected, place);
  const left = [...(actual as unknown[])];
  for (const each of expected as unknown[]) {
    const index = left.findIndex((item) => mismatch(item, each) === undefined);
    if (index === -1) return differs(actual, expected, place);
    left.splice(index, 1);
  }
  return isWhole && left.length > 0 ? differs(actual, expected, place) : undefined;
}

function differs(actual: unknown, expected: unknown, place: string): string {
  const show = (value: unknown): string => inspect(value, { depth: 6, breakLength: 120 });
  return `${place} is ${show(actual)}, and must be ${show(expected)}`;
}
