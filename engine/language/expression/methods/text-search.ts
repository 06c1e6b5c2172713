/** Searching in texts, as str does: positions count code points. */
import { templateError } from '../errors.ts';
import { typeName } from '../operations.ts';
import { makeTuple, Tuple } from '../value.ts';
import type { Method, MethodArguments } from './arguments.ts';

/** The part of a text that `start` and `end` say (arguments `first` and the next one); undefined where it begins behind the end. */
function window(
  self: string,
  args: MethodArguments,
  first: number,
): { readonly text: string; readonly start: number } | undefined {
  if (args.get(first) === undefined && args.get(first + 1) === undefined) return { text: self, start: 0 };
  const characters = [...self];
  const at = (value: number): number => Math.max(0, value < 0 ? characters.length + value : value);
  const start = at(args.integer(first, 0));
  const end = Math.min(characters.length, at(args.integer(first + 1, characters.length)));
  return start > characters.length || start > end
    ? undefined
    : { text: characters.slice(start, end).join(''), start };
}

/** `find`, `rfind` and, where strict, `index` and `rindex`. */
export function finder(last: boolean, strict: boolean): Method<string> {
  return (self, args) => {
    const wanted = args.text(0);
    const part = window(self, args, 1);
    const index = part === undefined ? -1 : last ? part.text.lastIndexOf(wanted) : part.text.indexOf(wanted);
    if (index !== -1 && part !== undefined) return part.start + [...part.text.slice(0, index)].length;
    if (strict) throw templateError('substring not found');
    return -1;
  };
}

/** `count`. */
export const count: Method<string> = (self, args) => {
  const wanted = args.text(0);
  const part = window(self, args, 1);
  if (part === undefined) return 0;
  return wanted === '' ? [...part.text].length + 1 : part.text.split(wanted).length - 1;
};

/** `startswith` and `endswith`. */
export function affix(method: string, test: (text: string, wanted: string) => boolean): Method<string> {
  return (self, args) => {
    const wanted = args.get(0) ?? null;
    const part = window(self, args, 1);
    return (wanted instanceof Tuple ? Array.from(wanted) : [wanted]).some((each) => {
      if (typeof each === 'string') return part !== undefined && test(part.text, each);
      throw templateError(`${method} first arg must be str or a tuple of str, not ${typeName(each)}`);
    });
  };
}

/** `partition` and `rpartition`. */
export function partition(last: boolean): Method<string> {
  return (self, args) => {
    const separator = args.text(0);
    if (separator === '') throw templateError('empty separator');
    const at = last ? self.lastIndexOf(separator) : self.indexOf(separator);
    if (at === -1) return makeTuple(last ? ['', '', self] : [self, '', '']);
    return makeTuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
  };
}

/** `replace`; all of them where `times` is negative. */
export function replaceText(text: string, from: string, to: string, times: number): string {
  if (from !== '' && times < 0) return text.replaceAll(from, () => to);
  const parts = from === '' ? ['', ...text] : text.split(from);
  const joints = from === '' ? parts.length : parts.length - 1;
  const replaced = times < 0 ? joints : Math.min(times, joints);
  return parts
    .map((part, index) => part + (index < replaced ? to : index < parts.length - 1 ? from : ''))
    .join('');
}
