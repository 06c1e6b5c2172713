/** What goes into an archive, and under which names. */
import type { Programs } from '../programs.ts';

/** Paths with their globs opened, as a shell does it: names that begin with a dot do not match. */
export async function openGlobs(paths: readonly string[], programs: Programs): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const script = `IFS=
for given do
  case $given in
  *[*?]*) for path in $given; do if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\\n' "$path"; fi; done ;;
  *) printf '%s\\n' "$given" ;;
  esac
done`;
  const { stdout } = await programs.run(['sh', '-c', script, 'sh', ...paths]);
  return stdout.split('\n').filter((line) => line !== '');
}

export function hasGlob(paths: readonly string[]): boolean {
  return paths.some((path) => /[*?]/.test(path));
}

/** The folder that all paths lie in, with a slash at its end. */
export function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1).split('/'));
  const [first = []] = folders;
  const isShared = (part: string, at: number): boolean => folders.every((parts) => parts[at] === part);
  const end = first.findIndex((part, at) => !isShared(part, at));
  const shared = end === -1 ? first : [...first.slice(0, end), ''];
  return shared.join('/');
}

/** All that lies below a folder; of another path the path itself. */
export async function membersOf(paths: readonly string[], programs: Programs): Promise<readonly string[]> {
  const script = `for path do
  if [ -d "$path" ] && [ ! -L "$path" ]; then find "$path/" ! -path "$path/" -print; else printf '%s\\n' "$path"; fi
done`;
  const { stdout } = await programs.run(['sh', '-c', script, 'sh', ...paths]);
  const found = stdout.split('\n').filter((line) => line !== '');
  return [...new Set(found.map((path) => path.replace(/\/{2,}/g, '/')))].sort();
}

/** Which names a pattern of fnmatch(3) means; a star stands for slashes, too. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => globPattern(pattern).test(name));
}

function globPattern(glob: string): RegExp {
  const source = glob.replace(
    /\[(!?)([^\]]+)\]|[\s\S]/g,
    (part, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replaceAll('\\', '\\\\')}]`;
      if (part === '*') return '[\\s\\S]*';
      return part === '?' ? '[\\s\\S]' : part.replace(/[.+^${}()|[\]\\/]/, '\\$&');
    },
  );
  return new RegExp(`^${source}$`);
}
