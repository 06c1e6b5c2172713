/** `https://host/repo.git//roles/x` as the repository and the folder in it; `https://` itself has slashes, too. */
export function splitPath(text: string): { readonly url: string; readonly path: string } {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].length ?? 0;
  // A local path may begin with any number of slashes.
  const from = scheme === 0 ? (/^\/*/.exec(text)?.[0].length ?? 0) : scheme + (text[scheme] === '/' ? 1 : 0);
  const at = text.indexOf('//', from);
  if (at === -1) return { url: text, path: '' };
  const path = text
    .slice(at + 2)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  return { url: text.slice(0, at), path };
}

/** The name of the role that a repository or an archive holds, as `ansible-galaxy` takes it from the address. */
export function nameFromUrl(text: string): string {
  if (!text.includes('://') && !text.includes('@')) return text;
  const last = text.split('/').at(-1) ?? '';
  const [name = ''] = last
    .replace(/\.git$/, '')
    .replace(/\.tar\.gz$/, '')
    .split(',');
  return name;
}

/** Whether a text is `namespace.collection`. */
export function isCollectionName(text: string): boolean {
  return /^[a-zA-Z_]\w*\.[a-zA-Z_]\w*$/.test(text);
}

/** Whether a name can be that of a folder below `roles`, and no more than that. */
export function isRoleName(text: string): boolean {
  return (
    /^[\w.+@-]+$/.test(text) &&
    !/^\.{1,2}$/.test(text) &&
    !text.startsWith('-') &&
    text.toLowerCase() !== '.git'
  );
}
