/** What templates put out. */
import type { Frame, Run } from './frame.ts';
import { undefinedError } from './errors.ts';
import { isMapping, isSequence, requireDefined } from './operations.ts';
import { str } from './python-text.ts';
import { Bytes, Undefined, View, type Value } from './value.ts';

/** A value as it is put out: a view as a list, and None as nothing in files. Throws for what is not there. */
export function outputOf(value: Value, isFile: boolean): Value {
  const defined: Value = requireDefined(value);
  requireDefinedInside(defined);
  if (defined instanceof View) return [...defined];
  return defined === null && isFile ? '' : defined;
}

const complete = new WeakSet();

/** Throws for something undefined within a list or dictionary; each is looked through once. */
function requireDefinedInside(value: Value): void {
  if (!(isSequence(value) || isMapping(value)) || complete.has(value)) return;
  complete.add(value);
  for (const item of isMapping(value) ? value.values() : value) {
    if (item instanceof Undefined) {
      complete.delete(value);
      throw undefinedError(item);
    }
    requireDefinedInside(item);
  }
}

/**
 * What was put out, as one value: files are text; elsewhere a single value is itself, several are one text, and nothing
 * at all is None.
 */
export function concat(out: readonly Value[], isFile: boolean): Value {
  const [only] = out;
  if (isFile || out.length > 1) return out.map(textOf).join('');
  return only ?? null;
}

/** Bytes among texts are put out as the text that they hold. */
export function textOf(value: Value): string {
  return value instanceof Bytes ? new TextDecoder().decode(value.data) : str(value);
}

/** What statements put out, as one value. */
export function contentOf(run: Run, frame: Frame): Value {
  const out: Value[] = [];
  run(frame, out);
  return concat(out, frame.template.isFile);
}
