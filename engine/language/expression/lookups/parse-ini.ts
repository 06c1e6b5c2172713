import { templateError } from '../errors.ts';

export interface IniOptions {
  readonly isCaseSensitive: boolean;
  readonly allowsNoValue: boolean;
}

/** An INI file as Python's ConfigParser sees it. */
export interface IniFile {
  readonly sections: readonly string[];
  /** The keys of a section with those of `[DEFAULT]`; undefined where there is no such section. */
  keys(section: string): readonly string[] | undefined;
  /** A value with `%(name)s` filled in; null for a key without one, undefined where there is no such key. */
  value(section: string, key: string): string | null | undefined;
}

type Section = Map<string, string | null>;

const deepest = 10;

/** Reads an INI file. Throws for duplicates, and for lines that are none of section, key and comment. */
export function parseIni(text: string, file: string, options: IniOptions): IniFile {
  const sections = readSections(text, file, options);
  const defaults = sections.get('DEFAULT') ?? new Map<string, string | null>();
  const merged = (name: string): Section | undefined => {
    const own = name === 'DEFAULT' ? undefined : sections.get(name);
    return own === undefined ? undefined : new Map([...defaults, ...own]);
  };
  const interpolate = (value: string, section: Section, depth: number): string => {
    if (depth > deepest) throw templateError(`Recursion limit exceeded in value substitution: ${value}`);
    return value.replace(/%(%|\(([^)]+)\)s|)/g, (_whole, what: string, name?: string) => {
      if (what === '%') return '%';
      const found =
        name === undefined ? undefined : section.get(options.isCaseSensitive ? name : name.toLowerCase());
      if (name === undefined) throw templateError(`'%' must be followed by '%' or '(', found in: ${value}`);
      if (found === undefined || found === null)
        throw templateError(`Bad value substitution: the option ${name} is not there, in: ${value}`);
      return interpolate(found, section, depth + 1);
    });
  };
  return {
    sections: [...sections.keys()].filter((name) => name !== 'DEFAULT'),
    keys: (section) => {
      const found = merged(section);
      return found === undefined ? undefined : [...found.keys()];
    },
    value: (name, key) => {
      const section = merged(name);
      const value = section?.get(key);
      return section === undefined || value === undefined || value === null
        ? value
        : interpolate(value, section, 0);
    },
  };
}

function readSections(text: string, file: string, options: IniOptions): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  let section: Section | undefined;
  let key: string | undefined;
  let keyIndent = 0;
  text.split(/\r?\n/).forEach((line, index) => {
    const bare = line.trim();
    const indent = line.length - line.trimStart().length;
    if (/^[#;]/.test(bare)) return;
    if (bare === '') {
      if (section !== undefined && key !== undefined) append(section, key, '');
      return;
    }
    if (section !== undefined && key !== undefined && indent > keyIndent) {
      append(section, key, bare);
      return;
    }
    const header = /^\[(.+)\]/.exec(bare)?.[1];
    if (header !== undefined) {
      if (sections.has(header) && header !== 'DEFAULT')
        throw templateError(
          `While reading from '${file}' [line ${index + 1}]: section '${header}' already exists`,
        );
      section = sections.get(header) ?? new Map<string, string | null>();
      sections.set(header, section);
      key = undefined;
      return;
    }
    if (section === undefined) {
      throw templateError(
        `File contains no section headers. file: '${file}', line: ${index + 1}`,
        "For a file without sections there is type='properties'.",
      );
    }
    const [name, value] = readOption(bare, file, index + 1, options);
    if (section.has(name))
      throw templateError(
        `Duplicate option in '${file}': option '${name}' already exists, line ${index + 1}`,
      );
    section.set(name, value);
    [key, keyIndent] = [name, indent];
  });
  for (const each of sections.values()) trimValues(each);
  return sections;
}

function append(section: Section, key: string, line: string): void {
  const known = section.get(key);
  if (known !== undefined && known !== null) section.set(key, `${known}\n${line}`);
}

function trimValues(section: Section): void {
  for (const [key, value] of section) if (value !== null) section.set(key, value.trimEnd());
}

function readOption(
  line: string,
  file: string,
  number: number,
  options: IniOptions,
): [string, string | null] {
  const [, name, value] = /^(.*?)\s*(?:[=:]\s*(.*))?$/.exec(line) ?? [];
  if (name === undefined || name === '' || (value === undefined && !options.allowsNoValue))
    throw templateError(`Source contains parsing errors: '${file}' [line ${number}]: '${line}'`);
  return [options.isCaseSensitive ? name : name.toLowerCase(), value ?? null];
}
