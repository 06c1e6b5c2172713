/** What is left of a result when all that differs from run to run, or is drover's or Ansible's own, is taken away. */
import { userInfo } from 'node:os';
import type { PlayCase, Places } from './play-case.ts';

/** Keys that say how a result came about, not what it is. */
const own = new Set(
  'invocation warnings deprecations exception module_stdout module_stderr plan place code help call'.split(
    ' ',
  ),
);

const volatile: Readonly<Record<string, string>> = {
  start: '<time>',
  end: '<time>',
  stop: '<time>',
  date: '<time>',
  last_modified: '<time>',
  elapsed: '<seconds>',
  atime: '<time>',
  mtime: '<time>',
  ctime: '<time>',
  inode: '<number>',
  dev: '<number>',
};

/** A value as it is compared: places named, times hidden. */
export function normalise(value: unknown, one: PlayCase, places: Places): unknown {
  const hidden = (one.hide ?? []).map((pattern) => new RegExp(pattern, 'g'));
  const rename = (text: string): string => {
    let renamed = text;
    for (const [name, place] of Object.entries(places))
      renamed = renamed.replaceAll(wholeWord(place as string), `{${name}}`);
    renamed = renamed.replace(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, '.<backup>');
    renamed = renamed.replace(/^\d+:\d\d:\d\d\.\d{6}$/, '<delta>');
    return hidden.reduce((sum, pattern) => sum.replace(pattern, '<hidden>'), renamed);
  };
  return without(clean(withTexts(value ?? null, rename)), one.ignore ?? []);
}

/** The value with each text in it, keys too, put through a function. */
function withTexts(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((each) => withTexts(each, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => [rename(key), withTexts(below, rename)]),
  );
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, below] of Object.entries(value)) {
    if (own.has(key) || key.startsWith('_ansible_')) continue;
    if (key === 'diff') addDiffs(kept, below);
    else if (key === 'ansible_facts') addFacts(kept, below);
    else if (key === 'src' && String(below).includes('/.ansible/tmp/')) continue;
    else if (volatile[key] !== undefined && below !== null) kept[key] = volatile[key];
    else if (key === 'files' && Array.isArray(below)) kept[key] = byPath(below.map(clean));
    else kept[key] = clean(below);
  }
  hideOwner(kept);
  // A failure that says nothing of a change says as much as one that says there was none.
  if (kept['failed'] === true && kept['changed'] === false) Reflect.deleteProperty(kept, 'changed');
  return kept;
}

/** Files are found in no order of their own. */
function byPath(files: readonly unknown[]): readonly unknown[] {
  const pathOf = (file: unknown): string => JSON.stringify((file as { readonly path?: unknown }).path);
  return [...files].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
}

/** Who runs the tests, and how large their file system makes a folder, is no matter. */
function hideOwner(kept: Record<string, unknown>): void {
  const { uid, gid } = userInfo();
  if (kept['uid'] === uid) setOwn(kept, ['uid', 'owner', 'pw_name']);
  if (kept['gid'] === gid) setOwn(kept, ['gid', 'group', 'gr_name']);
  const isPlain = kept['state'] === undefined || kept['state'] === 'file' || kept['state'] === 'hard';
  if (!isPlain && 'size' in kept) kept['size'] = '<number>';
  if (kept['isdir'] === true) Object.assign(kept, { size: '<number>', nlink: '<number>' });
}

function setOwn(kept: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) if (name in kept) kept[name] = '<own>';
}

function addFacts(kept: Record<string, unknown>, facts: unknown): void {
  const entries = Object.entries(facts as object).filter(
    ([name]) => name !== 'discovered_interpreter_python',
  );
  if (entries.length > 0) kept['ansible_facts'] = clean(Object.fromEntries(entries));
}

/** Differences of texts, as a list; Ansible's other shapes say the same of attributes and are left out. */
function addDiffs(kept: Record<string, unknown>, value: unknown): void {
  const list = (Array.isArray(value) ? value : [value]) as readonly Readonly<Record<string, unknown>>[];
  const texts = list
    .filter((each) => typeof each['before'] === 'string' && each['before'] !== each['after'])
    .map((each) => ({ before: each['before'], after: each['after'] }));
  if (texts.length > 0) kept['diff'] = texts;
}

function without(value: unknown, paths: readonly string[]): unknown {
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at = value as Record<string, unknown> | undefined;
    for (const name of names) at = at?.[name] as Record<string, unknown> | undefined;
    if (at !== undefined) Reflect.deleteProperty(at, last);
  }
  return value;
}

/** A number of a port may stand in the middle of a checksum: there it is none. */
function wholeWord(text: string): RegExp {
  const literal = text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![0-9A-Za-z])${literal}(?![0-9A-Za-z])`, 'g');
}
