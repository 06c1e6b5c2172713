/** What update-alternatives(1) tells of a name, in Debian's words and in Red Hat's. Pure. */

export interface Subcommand {
  readonly name: string;
  readonly path: string;
  readonly link?: string;
}

export interface Alternative {
  readonly priority: number;
  readonly subcommands: readonly Subcommand[];
}

export interface Alternatives {
  readonly mode?: string;
  /** The path that is in use. */
  readonly current?: string;
  readonly link?: string;
  readonly byPath: ReadonlyMap<string, Alternative>;
}

export const noAlternatives: Alternatives = { byPath: new Map() };

/** Reads `--display`. Links of subcommands that it does not tell are those that are asked for. */
export function parseDisplay(text: string, asked: readonly Subcommand[] = []): Alternatives {
  const mode = /\s-\s(?:status\sis\s)?(\w*)(?:\smode|.)$/m.exec(text)?.[1];
  if (mode === undefined) return noAlternatives;
  const current = /^\s*link currently points to (.*)$/m.exec(text)?.[1];
  const link = /^\s*link \w+ is (.*)$/m.exec(text)?.[1];
  const told = [...text.matchAll(/^\s*(?:slave|follower) (\S+) is (.*)$/gm)];
  const links = new Map(
    told.length > 0
      ? told.map(([, name = '', path = '']) => [name, path] as const)
      : asked.map(({ name, link: path }) => [name, path] as const),
  );
  const blocks = text.matchAll(
    /^(\/.*)\s-\s(?:family\s\S+\s)?priority\s(\d+)((?:\s+(?:slave|follower).*)*)/gm,
  );
  return {
    mode,
    ...(current === undefined ? {} : { current }),
    ...(link === undefined ? {} : { link }),
    byPath: new Map(
      [...blocks].map(([, path = '', priority = '', below = '']) => [
        path,
        { priority: Number(priority), subcommands: subcommandsIn(below, links) },
      ]),
    ),
  };
}

function subcommandsIn(text: string, links: ReadonlyMap<string, string | undefined>): readonly Subcommand[] {
  return [...text.matchAll(/^\s+(?:slave|follower) (.*): (.*)$/gm)]
    .filter(([, , path]) => path !== '(null)')
    .map(([, name = '', path = '']) => {
      const link = links.get(name);
      return { name, path, ...(link === undefined ? {} : { link }) };
    });
}

/** Whether two lists have the same subcommands, in whatever order. */
export function areSame(a: readonly Subcommand[], b: readonly Subcommand[]): boolean {
  const texts = (list: readonly Subcommand[]): readonly string[] =>
    [...new Set(list.map(({ name, path, link }) => JSON.stringify([name, path, link])))].sort();
  return JSON.stringify(texts(a)) === JSON.stringify(texts(b));
}
