import type { SourceFile } from '../../diagnostics/span.ts';
import type { Value } from '../expression/value.ts';
import type { SourceFiles } from '../files.ts';
import type { ReadOptions } from '../files-reading.ts';
import { parseKeyValues } from '../playbook/key-values.ts';
import { parseVariablesFile } from './variables-file.ts';

export interface ExtraVariableOptions extends ReadOptions {
  readonly files: SourceFiles;
  /** For `@~/file`: shells expand the tilde at the beginning of a word only. */
  readonly homeDirectory?: string | undefined;
}

/**
 * The variables of `-e`, in order, later ones win: `k=v ...` (strings), JSON or YAML text in brackets or braces,
 * `@file`. Problems are reported.
 */
export function parseExtraVariables(
  texts: readonly string[],
  options: ExtraVariableOptions,
): ReadonlyMap<string, Value> {
  const variables = new Map<string, Value>();
  for (const text of texts) {
    for (const [name, value] of readOne(text.trim(), options)) variables.set(name, value);
  }
  return variables;
}

function readOne(text: string, options: ExtraVariableOptions): Iterable<readonly [string, Value]> {
  if (text === '') return [];
  if (text.startsWith('@')) return readFile(text.slice(1), options);
  if (/^(?:\.{0,2}\/)/.test(text) && !text.includes('=')) {
    report(options, `Please prepend extra_vars filename '${text}' with '@'`, `Write -e @${text}.`);
    return [];
  }
  if (text.startsWith('{') || text.startsWith('[')) return readText({ path: '<extra vars>', text }, options);
  return readPairs(text, options);
}

function readFile(name: string, options: ExtraVariableOptions): Iterable<readonly [string, Value]> {
  const home = options.homeDirectory;
  const path = home === undefined ? name : name.replace(/^~(?=\/|$)/, home);
  const type = options.files.type(path);
  const text = type === 'file' ? options.files.read(path) : undefined;
  if (text !== undefined) return readText({ path, text }, options);
  if (type === 'directory') {
    options.sink.report('file-unreadable', {
      detail: `-e @${name} names a folder, not a file.`,
      help: 'Name each file of it with an -e of its own.',
    });
  } else {
    options.sink.report('file-not-found', {
      detail: `The file of -e @${name} is not there.`,
      help: 'Check the path; a relative one starts from the current folder.',
    });
  }
  return [];
}

function* readText(file: SourceFile, options: ExtraVariableOptions): Iterable<readonly [string, Value]> {
  for (const [name, { value }] of parseVariablesFile(file, options) ?? []) yield [name, value];
}

function readPairs(text: string, options: ExtraVariableOptions): Iterable<readonly [string, Value]> {
  const parsed = parseKeyValues(text, false);
  if ('detail' in parsed) {
    report(options, parsed.detail, parsed.help);
    return [];
  }
  if (parsed.rest.trim() !== '') {
    const what = `Invalid extra vars data supplied. '${parsed.rest.trim()}' could not be made into a dictionary`;
    report(options, what, 'Write name=value, JSON or YAML in braces, or @ and the path of a file.');
  }
  return parsed.pairs.map(({ name, value }): readonly [string, Value] => [name, value]);
}

function report(options: ExtraVariableOptions, detail: string, help: string): void {
  options.sink.report('bad-usage', { detail, help });
}
