import { safeUrl } from '../safe-url.ts';
import type { Source } from './requirement.ts';
import { splitPath } from './split-source.ts';
import type { RoleSpec } from './role-spec.ts';

/** Why a source cannot be used, and what to write. */
export interface SourceProblem {
  readonly detail: string;
  readonly help: string;
}

/** What is looked at to tell an archive on this machine from a name of Galaxy. */
export type IsFile = (path: string) => boolean;

/** The source of a role: Git where `scm` says so, an archive by path or URL, else a name of Galaxy. */
export function roleSource(spec: RoleSpec, isFile: IsFile): Source | SourceProblem {
  const src = spec.src ?? spec.name ?? '';
  if (spec.scm !== undefined && spec.scm !== '') return scmSource(spec.scm, src);
  if (isFile(src)) return { kind: 'archive', location: src };
  if (/^(?:https?|file):\/\//i.test(src)) return { kind: 'archive', location: src };
  if (src.includes('://') || /^[\w.-]+@[\w.-]+:/.test(src)) {
    return {
      detail: `“${safeUrl(src)}” is the address of a repository, but it does not say of which kind.`,
      help: `Write \`scm: git\` below it, or \`git+${safeUrl(src)}\`.`,
    };
  }
  if (/^[\w-]+(?:\.[\w-]+)+$/.test(src)) return { kind: 'galaxy', name: src, server: undefined };
  return {
    detail: `“${safeUrl(src)}” is neither an archive, nor a repository, nor a name of Galaxy.`,
    help: 'Write namespace.role for Galaxy, `git+https://…` for a repository, or the path or URL of a .tar.gz.',
  };
}

function scmSource(scm: string, src: string): Source | SourceProblem {
  if (scm === 'hg') {
    return {
      detail: `“${safeUrl(src)}” is a Mercurial repository, which drover does not read.`,
      help: 'Name an archive of it (hg archive role.tar.gz), or a Git copy.',
    };
  }
  if (scm !== 'git') {
    return { detail: `There is no source control “${scm}”.`, help: 'Write `scm: git`.' };
  }
  return gitSource(src);
}

const gitSchemes = /^(?:https?|ssh|git|file):\/\//i;

/** A repository by URL, `git@host:path` or path, with a folder in it behind `//`. */
export function gitSource(text: string): Source | SourceProblem {
  const { url, path } = splitPath(text);
  const problem = (detail: string): SourceProblem => ({
    detail,
    help: 'Write https://…, ssh://…, git@host:path, file:///path or a path; a folder in the repository goes behind //.',
  });
  if (url === '' || url.startsWith('-') || /[\s\p{Cc}]/u.test(url))
    return problem(`“${safeUrl(text)}” is no address of a repository.`);
  // `ext::` and the like start programs.
  if (/^[a-z0-9+.-]+::/i.test(url))
    return problem(`“${safeUrl(text)}” names a helper, which is not started.`);
  if (url.includes('://') && !gitSchemes.test(url))
    return problem(`“${safeUrl(text)}” is no address that Git is asked for.`);
  if (path.split('/').includes('..')) return problem(`“${path}” leads out of the repository.`);
  return { kind: 'git', url, path };
}

export function isProblem(source: Source | SourceProblem): source is SourceProblem {
  return 'detail' in source;
}
