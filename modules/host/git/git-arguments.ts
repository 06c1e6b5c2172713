import type { Schema } from '../../../engine/schema/types.ts';

const no = { type: 'boolean', default: false } as const;

export const gitArguments = {
  repo: { type: 'string', description: 'The URL or path of the repository.', aliases: ['name'] },
  dest: {
    type: 'string',
    format: 'path',
    description: 'The folder to check out to. May be left out with clone: false.',
  },
  version: { type: 'string', description: 'A branch, a tag, a commit, or HEAD.', default: 'HEAD' },
  remote: { type: 'string', description: 'The name of the remote.', default: 'origin' },
  refspec: { type: 'string', description: 'A further refspec to fetch.' },
  reference: { type: 'string', description: 'A repository of the machine to take objects from.' },
  force: { ...no, description: 'Throw changes of files away that the repository has.' },
  depth: { type: 'integer', description: 'How many commits of the history to fetch.' },
  clone: { type: 'boolean', description: 'Clone what is not there.', default: true },
  update: { type: 'boolean', description: 'Fetch what is new.', default: true },
  verify_commit: {
    ...no,
    description: 'The commit, or the annotated tag, must be signed with a known key of GPG.',
  },
  gpg_whitelist: {
    type: 'array',
    items: { type: 'string', description: 'A fingerprint.' },
    description: 'Keys of GPG that alone count.',
    default: [],
  },
  accept_hostkey: {
    ...no,
    description:
      'Accept the key of a server that is not known yet. A key that has changed is refused all the same, other than with Ansible.',
  },
  accept_newhostkey: { ...no, description: 'Accept the key of a server that is not known yet.' },
  key_file: { type: 'string', format: 'path', description: 'A private key for SSH, on the machine.' },
  ssh_opts: { type: 'string', description: 'Further options of ssh.' },
  executable: { type: 'string', format: 'path', description: 'The path of git.' },
  bare: { ...no, description: 'Without a work tree.' },
  recursive: { type: 'boolean', description: 'Submodules, too.', default: true },
  single_branch: { ...no, description: 'Clone the history of the version alone.' },
  track_submodules: { ...no, description: 'Submodules follow their own branches.' },
  umask: { description: 'The umask for what is written: octal in quotes.' },
  archive: {
    type: 'string',
    format: 'path',
    description: 'Write the files of the version to this archive, too: .zip, .tar, .tar.gz, .tgz.',
  },
  archive_prefix: { type: 'string', description: 'What stands in front of all names in the archive.' },
  separate_git_dir: {
    type: 'string',
    format: 'path',
    description: 'A folder for the repository, apart from the work tree.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

export interface AskedGit {
  readonly repo: string;
  readonly dest?: string;
  readonly version: string;
  readonly remote: string;
  readonly refspec?: string;
  readonly reference?: string;
  readonly force: boolean;
  readonly depth?: number;
  readonly clone: boolean;
  readonly update: boolean;
  readonly verify_commit: boolean;
  readonly gpg_whitelist: readonly string[];
  readonly accept_hostkey: boolean;
  readonly accept_newhostkey: boolean;
  readonly key_file?: string;
  readonly ssh_opts?: string;
  readonly executable?: string;
  readonly bare: boolean;
  readonly recursive: boolean;
  readonly single_branch: boolean;
  readonly track_submodules: boolean;
  readonly umask?: unknown;
  readonly archive?: string;
  readonly archive_prefix?: string;
  readonly separate_git_dir?: string;
}

/** What cannot be meant, in Ansible's words. */
export function gitProblems(args: AskedGit): readonly string[] {
  const { umask } = args;
  const problems: readonly (readonly [boolean, string])[] = [
    [
      args.separate_git_dir !== undefined && args.bare,
      'parameters are mutually exclusive: separate_git_dir|bare',
    ],
    [
      args.accept_hostkey && args.accept_newhostkey,
      'parameters are mutually exclusive: accept_hostkey|accept_newhostkey',
    ],
    [
      args.archive_prefix !== undefined && args.archive === undefined,
      "missing parameter(s) required by 'archive_prefix': archive",
    ],
    [args.dest === undefined && args.clone, 'the destination directory must be specified unless clone=no'],
    [
      umask !== undefined && umask !== null && typeof umask !== 'string',
      'umask must be defined as a quoted octal integer',
    ],
    [typeof umask === 'string' && !/^[0-7]+$/.test(umask), 'umask must be an octal integer'],
    [
      args.archive !== undefined && archiveFormat(args.archive) === undefined,
      `Unable to get file extension from archive file name : ${args.archive ?? ''}`,
    ],
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, message]) => message);
}

/** What git(1) calls the format of an archive of this name. */
export function archiveFormat(path: string): string | undefined {
  const formats: Readonly<Record<string, string>> = { zip: 'zip', gz: 'tar.gz', tar: 'tar', tgz: 'tgz' };
  return formats[/\.([^./]+)$/.exec(path)?.[1] ?? ''];
}
