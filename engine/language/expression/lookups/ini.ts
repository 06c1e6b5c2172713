import { templateError } from '../errors.ts';
import type { Value } from '../value.ts';
import type { FilterArguments } from '../filters/define.ts';
import { pythonRegex } from '../filters/regex/python-regex.ts';
import { toBool } from '../filters/types/type-filters.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';
import { findFile, readText, searchedIn } from './find-file.ts';
import { parseIni, type IniFile } from './parse-ini.ts';

interface IniOptions {
  readonly file: string;
  readonly section: string;
  readonly isProperties: boolean;
  readonly isRegex: boolean;
  readonly isCaseSensitive: boolean;
  readonly allowsNoValue: boolean;
  readonly fallback: Value;
}

const names = 'type file section re encoding default case_sensitive allow_no_value allow_none';

/** `ini`: the value of a key in an INI or a Java properties file. */
export const iniLookup: LookupEntry = lookup('ini', names, (terms, options) =>
  terms.flatMap((term) => {
    const { key, own } = splitTerm(requireTerm(term, 'ini'));
    return valuesOf(key, readOptions(options, own), options);
  }),
);

/** A key, with options behind it in the old form: `user section=x file=y.ini`. */
function splitTerm(term: string): { readonly key: string; readonly own: ReadonlyMap<string, string> } {
  if (!term.includes('=') && !term.trim().includes(' ')) return { key: term, own: new Map() };
  const words = term.split(/\s+/).filter((word) => word !== '');
  const pairs = words.filter((word) => word.includes('=')).map((word) => word.split('=', 2));
  const wrong = pairs.find(([name = '']) => !names.split(' ').includes(name));
  if (wrong !== undefined) throw templateError(`${wrong[0] ?? ''} is not a valid option.`);
  const key = words.filter((word) => !word.includes('=')).join(' ');
  if (key === '')
    throw templateError(`No key to lookup was provided as first term with in string inline options: ${term}`);
  return { key, own: new Map(pairs.map(([name = '', value = '']): [string, string] => [name, value])) };
}

function readOptions(options: FilterArguments, own: ReadonlyMap<string, string>): IniOptions {
  const text = (name: string, fallback: string): string => own.get(name) ?? options.text(name, fallback);
  const flag = (name: string): boolean => toBool(own.get(name) ?? options.value(name)) === true;
  const isProperties = text('type', 'ini') === 'properties';
  return {
    file: text('file', 'ansible.ini'),
    section: isProperties ? 'java_properties' : text('section', 'global'),
    isProperties,
    isRegex: flag('re'),
    isCaseSensitive: flag('case_sensitive'),
    allowsNoValue: flag('allow_no_value') || flag('allow_none'),
    fallback: own.get('default') ?? (options.has('default') ? options.value('default') : ''),
  };
}

function valuesOf(key: string, options: IniOptions, { environment }: FilterArguments): Value[] {
  const path = findFile(options.file, 'files', environment);
  if (path === undefined)
    throw templateError(
      `The file ${options.file} was not found for the lookup ini.`,
      searchedIn(options.file, 'files', environment),
    );
  const text = readText(path, environment);
  const file = parseIni(options.isProperties ? `[java_properties]\n${text}` : text, options.file, {
    isCaseSensitive: options.isCaseSensitive,
    allowsNoValue: options.allowsNoValue,
  });
  const found = options.isRegex ? matching(key, options, file) : single(key, options, file);
  return found.filter((value) => value !== null);
}

function matching(key: string, options: IniOptions, file: IniFile): Value[] {
  const regex = pythonRegex(key);
  return sectionOf(options, file)
    .filter((name) => regex.match(name) !== undefined)
    .map((name) => file.value(options.section, name) ?? null);
}

function sectionOf(options: IniOptions, file: IniFile): readonly string[] {
  const keys = file.keys(options.section);
  if (keys !== undefined) return keys;
  throw templateError(
    `No section '${options.section}' in ${options.file}`,
    `The sections are: ${file.sections.join(', ')}.`,
  );
}

function single(key: string, options: IniOptions, file: IniFile): Value[] {
  sectionOf(options, file);
  const found = file.value(options.section, options.isCaseSensitive ? key : key.toLowerCase());
  return [found === undefined ? options.fallback : found];
}
