/** Functions that every template can call. */
import type { TemplateEnvironment } from './environment.ts';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { templateError } from './errors.ts';
import { dictSet, isFloat, isTruthy, numeric, requireDefined, typeName, pairsOf } from './operations.ts';
import { repr, str } from './python-text.ts';
import { runLookup } from './lookups/run-lookup.ts';
import { dateTime, formatMoment } from './filters/date-time/time-value.ts';
import {
  Callable,
  makeView,
  ObjectValue,
  Undefined,
  type CallArguments,
  type Dict,
  type Value,
  type View,
} from './value.ts';

type Global = (args: CallArguments, environment: TemplateEnvironment) => Value;

const functions: Readonly<Record<string, Global>> = {
  range: (args) => range(args.positional),
  dict: (args) => dictOf(args),
  namespace: (args) => namespaceOf(args),
  lookup: (args, environment) => lookup(args, environment, false),
  query: (args, environment) => lookup(args, environment, true),
  q: (args, environment) => lookup(args, environment, true),
  now: (args, environment) => now(args, environment),
  undef: (args) =>
    new Undefined(
      str(args.positional[0] ?? args.named.get('hint') ?? 'Mandatory variable has not been overridden'),
    ),
  lipsum: (args) => lipsum(args),
  cycler: (args) => cycler(args.positional),
  joiner: (args) => joiner(args),
};

/** Names of all global functions. */
export const globalNames: readonly string[] = Object.keys(functions);

/** A global function by name. */
export function globals(name: string, environment: TemplateEnvironment): Callable | undefined {
  const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
  return call === undefined ? undefined : new Callable(name, (args) => call(args, environment));
}

function range(args: readonly Value[]): View {
  const [first = 0, second, third = 1] = args.map((value) => {
    const number = numeric(requireDefined(value));
    if (number === undefined || isFloat(value))
      throw templateError(`'${typeName(value)}' object cannot be interpreted as an integer`);
    return Number(number);
  });
  if (args.length === 0) throw templateError('range expected at least 1 argument, got 0');
  const [start, stop, step] = second === undefined ? [0, first, 1] : [first, second, third];
  if (step === 0) throw templateError('range() arg 3 must not be zero');
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > 10_000_000) throw templateError('The range is too long.');
  const items = Array.from({ length: count }, (_, index) => start + index * step);
  return makeView('range', items, () => `range(${start}, ${stop}${step === 1 ? '' : `, ${step}`})`);
}

function dictOf(args: CallArguments): Dict {
  const made: Dict = new Map();
  const [from] = args.positional;
  if (from !== undefined) for (const [key, value] of pairsOf(from)) dictSet(made, key, value);
  for (const [key, value] of args.named) dictSet(made, key, value);
  return made;
}

function namespaceOf(args: CallArguments): ObjectValue {
  const attributes = new Map<string, Value>([...dictOf(args)].map(([key, value]) => [str(key), value]));
  const text = (): string => `<Namespace ${repr(new Map(attributes))}>`;
  return new ObjectValue('Namespace', (name) => attributes.get(name), {
    set: (name, value) => void attributes.set(name, value),
    text: { str: text, repr: text },
  });
}

function lookup(args: CallArguments, environment: TemplateEnvironment, asList: boolean): Value {
  const [first, ...terms] = args.positional;
  const name = str(requireDefined(first ?? null));
  const named = new Map(args.named);
  const wantsList = asList || (named.has('wantlist') && isTruthy(named.get('wantlist') ?? false));
  const errors = named.get('errors') ?? 'strict';
  for (const option of ['wantlist', 'errors', 'allow_unsafe']) named.delete(option);
  if (environment.refusesLookups === true)
    throw templateError(
      `The lookup \`${name}\` was found, however lookups were disabled from templating`,
      'A condition that a template puts together may not look things up: write the lookup into the condition itself.',
    );
  let found: Value[];
  try {
    found = runLookup(name, terms.map(requireDefined), named, environment);
  } catch (error) {
    if ((errors !== 'ignore' && errors !== 'warn') || !isIgnorable(error)) throw error;
    if (errors === 'warn')
      environment.warn?.(
        `An unhandled exception occurred while running the lookup plugin '${name}': ${messageOf(error)}`,
      );
    return wantsList ? [] : null;
  }
  if (wantsList || found.length === 0) return found;
  const [only] = found;
  if (found.length === 0) return found;
  if (found.length === 1 && only !== undefined) return only;
  return found.every((value) => typeof value === 'string') ? found.join(',') : found;
}

/** `errors=` is for what a lookup meets, not for a lookup or a variable that is not there. */
function isIgnorable(error: unknown): boolean {
  return !(error instanceof DroverError && ['unknown-lookup', 'undefined-variable'].includes(error.code));
}

function now(args: CallArguments, environment: TemplateEnvironment): Value {
  const utc = isTruthy(args.positional[0] ?? args.named.get('utc') ?? false);
  const format = args.positional[1] ?? args.named.get('fmt') ?? null;
  const { ports } = environment;
  const at = ports.now();
  const wall = at + (utc ? 0 : ports.timezoneOffset(at)) * 60_000;
  const wallMs = Math.floor(wall / 1000) * 1000;
  const moment = { wallMs, microsecond: Math.floor(wall - wallMs) * 1000, zone: undefined };
  const localOffset = (each: number): number => ports.timezoneOffset(each);
  return typeof format === 'string' && format !== ''
    ? formatMoment(moment, format, localOffset)
    : dateTime(moment, localOffset);
}

const words =
  'a ac accumsan ad adipiscing aenean aliquam amet ante aptent arcu at auctor augue bibendum blandit'.split(
    ' ',
  );

function lipsum(args: CallArguments): string {
  const count = Number(numeric(args.positional[0] ?? args.named.get('n') ?? 5));
  const paragraph = `${words.join(' ').replace(/^a/, 'A')}.`;
  const html = isTruthy(args.positional[1] ?? args.named.get('html') ?? true);
  return Array.from({ length: count }, () => (html ? `<p>${paragraph}</p>` : paragraph)).join(
    html ? '\n' : '\n\n',
  );
}

function cycler(items: readonly Value[]): ObjectValue {
  if (items.length === 0) throw templateError('at least one item has to be provided');
  let at = 0;
  const current = (): Value => items[at % items.length] ?? null;
  return new ObjectValue('Cycler', (name) => {
    if (name === 'current') return current();
    if (name === 'reset') {
      return new Callable(name, () => {
        at = 0;
        return null;
      });
    }
    if (name !== 'next') return undefined;
    return new Callable(name, () => {
      const value = current();
      at += 1;
      return value;
    });
  });
}

function joiner(args: CallArguments): Callable {
  let used = false;
  const separator = args.positional[0] ?? args.named.get('sep') ?? ', ';
  return new Callable('joiner', () => {
    const first = !used;
    used = true;
    return first ? '' : separator;
  });
}
