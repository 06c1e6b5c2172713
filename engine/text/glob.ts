/** A glob as a pattern for a whole name: `*`, `?`, `[a-z]`, `[!a]`. */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(
    /\[(!?)([^\]]+)\]|[.+^${}()|\\]|\*|\?/g,
    (match, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replaceAll('\\', '\\\\')}]`;
      return match === '*' ? '.*' : match === '?' ? '.' : `\\${match}`;
    },
  );
  return new RegExp(`^${source}$`, 's');
}
