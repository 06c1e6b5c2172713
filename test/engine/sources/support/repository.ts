/** Git repositories made with `git` itself, apart from whatever the machine's own set-up is. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What files of a commit are: a text, a program, or a link. */
export type Content = string | { readonly program: string } | { readonly link: string };
export type Files = Readonly<Record<string, Content>>;

export interface Repository {
  readonly folder: string;
  git(...args: string[]): string;
  /** Commits these files on top of what is there, and gives the commit. */
  commit(files: Files, message?: string): string;
}

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

/** A repository with its work tree, with a first commit of `files` on `main`. */
export function makeRepository(folder: string, files: Files): Repository {
  mkdirSync(folder, { recursive: true });
  const repository = openRepository(folder);
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.commit(files, 'first');
  return repository;
}

export function openRepository(folder: string): Repository {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  return {
    folder,
    git,
    commit(more, message = 'change') {
      writeFiles(folder, more);
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof content === 'string') writeFileSync(full, content);
    else if ('link' in content) symlinkSync(content.link, full);
    else {
      writeFileSync(full, content.program);
      chmodSync(full, 0o755);
    }
  }
}

/** A role that says something, with what it needs. */
export function role(says: string, meta = 'galaxy_info: {}\n'): Files {
  return { 'tasks/main.yml': `- debug: {msg: ${says}}\n`, 'meta/main.yml': meta };
}
