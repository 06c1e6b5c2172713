import type { SourceFiles } from '../../../engine/language/files.ts';

/** Files by their absolute paths, as a disk would show them. Paths that end with `*` are executable. */
export function memoryFiles(contents: Readonly<Record<string, string>>): SourceFiles {
  const texts = new Map(Object.entries(contents).map(([path, text]) => [path.replace(/\*$/, ''), text]));
  const executables = new Set(
    Object.keys(contents).flatMap((path) => (path.endsWith('*') ? [path.slice(0, -1)] : [])),
  );
  const folders = new Set<string>(['/']);
  for (const path of texts.keys()) {
    for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at));
  }
  return {
    read: (path) => texts.get(path),
    type: (path) => (texts.has(path) ? 'file' : folders.has(path) ? 'directory' : undefined),
    list: (path) => {
      const inside = [...texts.keys(), ...folders].filter((one) => one.startsWith(`${path}/`));
      return [...new Set(inside.map((one) => one.slice(path.length + 1).split('/')[0] ?? ''))].sort();
    },
    absolute: (path) => (path.startsWith('/') ? path : `/${path}`),
    isExecutable: (path) => executables.has(path),
  };
}
