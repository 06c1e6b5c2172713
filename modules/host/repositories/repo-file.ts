/** Files of repositories of dnf and yum (`/etc/yum.repos.d/*.repo`), read and written as Python's configparser does. Pure. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';

/** Options by their names, in small letters, in the order of the file. */
export type RepoSection = ReadonlyMap<string, string>;
export type RepoFile = ReadonlyMap<string, RepoSection>;

/** Reads a file; comments are lost. A line that is indented goes on with the value before it. */
export function parseRepoFile(text: string, path: string): RepoFile {
  const sections = new Map<string, Map<string, string[]>>();
  let options: Map<string, string[]> | undefined;
  let value: string[] | undefined;
  let indent = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (/^[#;]/.test(trimmed)) continue;
    if (trimmed === '') {
      value?.push('');
      continue;
    }
    const own = line.length - line.trimStart().length;
    if (value !== undefined && own > indent) {
      value.push(trimmed);
      continue;
    }
    indent = own;
    const header = /^\[(.+)\]/.exec(trimmed)?.[1];
    if (header !== undefined) {
      options = sections.get(header) ?? new Map<string, string[]>();
      sections.set(header, options);
      value = undefined;
      continue;
    }
    const option = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed);
    if (option === null || options === undefined) throw unreadable(path, at + 1, trimmed);
    value = [option[2] ?? ''];
    options.set((option[1] ?? '').toLowerCase(), value);
  }
  return new Map(
    [...sections].map(([name, found]) => [
      name,
      new Map([...found].map(([option, lines]) => [option, lines.join('\n').trimEnd()] as const)),
    ]),
  );
}

function unreadable(path: string, line: number, text: string): DroverError {
  return new DroverError('module-failed', {
    detail: `${path}, line ${line}: this is neither a section nor an option of one: ${text}`,
    help: 'Mend the file on the machine, or remove it: it is written anew then.',
  });
}

/** The file as it is written: further lines of a value are indented. */
export function printRepoFile(file: RepoFile): string {
  const options = (section: RepoSection): string =>
    [...section].map(([name, value]) => `${name} = ${value.replaceAll('\n', '\n\t')}\n`).join('');
  return [...file].map(([name, section]) => `[${name}]\n${options(section)}\n`).join('');
}

/** The file in one order, to compare it with another: for people, too. */
export function sortedRepoFile(file: RepoFile): string {
  const byName = <T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return byName(file)
    .map(([name, section]) => {
      const options = byName(section).map(([option, value]) => `${option} = ${value}\n`);
      return `[${name}]\n${options.join('')}\n`;
    })
    .join('');
}
