import { badLine, type ConfigLine } from './line.ts';
import { heeded, otherNames, withoutEffect } from './option-names.ts';

/** What command lines and configurations come to. Option names are in lower case; the first of a name counts. */
export interface SshOptions {
  readonly options: ReadonlyMap<string, ConfigLine>;
  /** `IdentityFile` and `-i`, in order, each once. */
  readonly identityFiles: readonly string[];
  /** What drover does not do, as written: to be told. */
  readonly notHeeded: readonly string[];
}

/** The same while it is read. */
export interface Gathering extends SshOptions {
  readonly options: Map<string, ConfigLine>;
  readonly identityFiles: string[];
  readonly notHeeded: string[];
}

export function gathering(from?: SshOptions): Gathering {
  return {
    options: new Map(from?.options),
    identityFiles: [...(from?.identityFiles ?? [])],
    notHeeded: [],
  };
}

/** The first word of an option. */
export function optionOf({ options }: SshOptions, name: string): string | undefined {
  return options.get(name.toLowerCase())?.words[0];
}

/** Options with several words. */
const lists: ReadonlySet<string> = new Set(['globalknownhostsfile', 'userknownhostsfile']);

/** Of these two, the one that comes first counts. */
const rivals: Readonly<Record<string, string>> = { proxycommand: 'proxyjump', proxyjump: 'proxycommand' };

/** Takes an option up, if it is the first of its name. `written` is how it is told where drover does not heed it. */
export function take(line: ConfigLine, read: Gathering, written: string): void {
  const name = otherNames[line.keyword] ?? line.keyword;
  const { words, place } = line;
  if (!heeded.has(name)) {
    if (!withoutEffect.has(name)) read.notHeeded.push(written);
    return;
  }
  if (words.length > 1 && !lists.has(name)) throw badLine(place, `there is more than one value of ${name}`);
  if (name === 'identityfile') {
    const [path = ''] = words;
    if (!read.identityFiles.includes(path)) read.identityFiles.push(path);
  } else if (!read.options.has(name) && !read.options.has(rivals[name] ?? '')) read.options.set(name, line);
}
