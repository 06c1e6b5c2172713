import { rangeProblem } from '../galaxy/version-range.ts';
import type { Source } from './requirement.ts';

/** Whether a version can be asked of a source; says why not. */
export function checkVersion(
  version: string,
  source: Source,
  say: (detail: string, help: string) => void,
): boolean {
  if (source.kind === 'git' && version !== '' && !isRevision(version)) {
    say(
      `“${version}” can be no branch, tag or commit.`,
      'Name one as `git branch` or `git tag` shows it, or a commit.',
    );
    return false;
  }
  return true;
}

/** The same for a collection of Galaxy, whose version is a range. */
export function checkRange(version: string, say: (detail: string, help: string) => void): boolean {
  const problem = rangeProblem(version);
  if (problem === undefined) return true;
  say(
    problem,
    "Write versions with ==, !=, <, <=, > or >= before them and commas between them: '>=1.0.0,<2.0.0'.",
  );
  return false;
}

/** The rules of git-check-ref-format(1), and nothing that a program could take for an option. */
function isRevision(text: string): boolean {
  if (text.startsWith('-') || text.startsWith('/') || text.endsWith('/') || text.endsWith('.')) return false;
  if (/[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/\/|^@$/u.test(text)) return false;
  return text.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}
