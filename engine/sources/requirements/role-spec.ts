import { nameFromUrl } from './split-source.ts';

/** What `ansible-galaxy` makes of a role under `roles:` or `dependencies:`, before it looks at the source. */
export interface RoleSpec {
  readonly name: string | undefined;
  readonly src: string | undefined;
  readonly scm: string | undefined;
  readonly version: string;
}

/** The keys of a role that count; others are parameters of the role, or nothing. */
export const roleKeys = ['name', 'role', 'scm', 'src', 'version'] as const;

/** `src[,version[,name]]`, with `scm+` before it. Undefined where it has more commas. */
export function specOfText(text: string): RoleSpec | undefined {
  const parts = text.includes(',') ? text.trim().split(',') : [text];
  if (parts.length > 3) return undefined;
  const [written = '', version = '', name] = parts;
  const { scm, src } = splitScm(written);
  return { name: name ?? nameFromUrl(written), src, scm, version };
}

/**
 * A dictionary. With `role:` it is of the old style: that is the name. `src` of a GitHub page over HTTP is a Git
 * repository, if it is no archive. Undefined where `role:` has a comma.
 */
export function specOfFields(fields: Readonly<Partial<Record<string, string>>>): RoleSpec | undefined {
  const version = fields['version'] ?? '';
  if (fields['role'] !== undefined) {
    if (fields['role'].includes(',')) return undefined;
    const own = fields['src'] === undefined ? undefined : splitScm(fields['src']);
    return { name: fields['role'], src: own?.src, scm: fields['scm'] ?? own?.scm, version };
  }
  const given = fields['src'];
  if (given === undefined) return { name: fields['name'], src: undefined, scm: fields['scm'], version };
  const { scm, src } = splitScm(isGitHubPage(given) ? `git+${given}` : given);
  return { name: fields['name'] ?? nameFromUrl(src), src, scm: scm ?? fields['scm'], version };
}

function isGitHubPage(src: string): boolean {
  return src.includes('github.com') && src.includes('http') && !src.includes('+') && !src.endsWith('.tar.gz');
}

function splitScm(text: string): { readonly scm: string | undefined; readonly src: string } {
  const at = text.indexOf('+');
  return at === -1 ? { scm: undefined, src: text } : { scm: text.slice(0, at), src: text.slice(at + 1) };
}
