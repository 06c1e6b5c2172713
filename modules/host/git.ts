import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Change,
  type Connection,
  type ModuleResult,
  type Plan,
} from '../../engine/module.ts';
import {
  clone,
  fetchNew,
  switchTo,
  updateSubmodules,
  verifySignature,
  type Checkout,
} from './git/checkout.ts';
import { gitArguments, gitProblems, type AskedGit } from './git/git-arguments.ts';
import { addressOf, gitOf, type Git } from './git/git-program.ts';
import { readRepository, writeArchive, type RepositoryFacts } from './git/repository.ts';
import { programsOf } from './programs.ts';

interface Clients {
  readonly connection: Connection;
  readonly git: Git;
}

interface GitDetail {
  readonly args: AskedGit;
  readonly facts: RepositoryFacts;
  readonly isMoved: boolean;
}

export const git = defineModule({
  name: 'host.git',
  aliases: ['git', 'ansible.builtin.git', 'ansible.legacy.git'],
  summary: 'Checks a version of a Git repository out.',
  description:
    'Uses git of the machine. Servers that SSH does not know are refused unless accept_newhostkey is set; a key that has changed always is.',
  args: { type: 'object', properties: gitArguments, required: ['repo'] },
  examples: [
    {
      title: 'A tag',
      playbook:
        '- git:\n    repo: https://git.example.org/tools.git\n    dest: /opt/tools\n    version: v1.2\n',
    },
  ],
  returns: {
    before: { type: 'string', description: 'The commit that was checked out before; null where none was.' },
    after: { type: 'string', description: 'The commit that is checked out now.' },
    remote_url_changed: { type: 'boolean', description: 'Whether the remote got another address.' },
  },
  check: gitProblems,
  connect: async (args, context): Promise<Clients> => ({
    connection: context.connection,
    git: await gitOf(args, programsOf(context.connection, context)),
  }),
  gather: (args, { connection, git: program }) => readRepository(args, program, connection),
  plan: planGit,
  apply: applyGit,
});

function planGit(args: AskedGit, facts: RepositoryFacts): Plan<GitDetail> {
  const { before, target, isModified, isAddressChanged } = facts;
  const dest = args.dest ?? '';
  if (isModified && !args.force)
    throw new DroverError('module-failed', {
      detail: `Local modifications exist in the destination: ${dest} (force=no).`,
      help: 'Commit them or put them elsewhere; force: true throws them away.',
    });
  const after =
    target === undefined
      ? before
      : (target.commit ?? (/^[0-9a-f]{40}$/.test(args.version) ? args.version : undefined));
  const isMoved =
    args.separate_git_dir !== undefined &&
    facts.gitFolder !== undefined &&
    facts.gitFolder !== args.separate_git_dir;
  const isNew = before === undefined;
  const stale: readonly (readonly [boolean, string])[] = [
    [isModified, '/files'],
    [isAddressChanged, '/repo'],
    [facts.areSubmodulesStale, '/submodules'],
    [facts.isArchiveStale, '/archive'],
    [isMoved, '/separate_git_dir'],
  ];
  const changes: Change[] = stale.flatMap(([isStale, pointer]) =>
    isStale ? [{ pointer, before: 'stale', after: 'as asked for' }] : [],
  );
  if (isNew || (after !== undefined && after !== before))
    changes.unshift({ pointer: '/commit', before, after });
  const isSame = changes.length === 0;
  const told = { before: before ?? null, after: after ?? args.version };
  const address = isNew || target === undefined ? {} : { remote_url_changed: isAddressChanged };
  const hasCommit = changes[0]?.pointer === '/commit';
  return {
    action: isSame ? 'unchanged' : isNew ? 'create' : 'update',
    subject: `repository ${dest}`,
    reason: isNew ? 'it is not there' : isSame ? 'it is as asked for' : `it is at ${before}`,
    changes,
    ...(hasCommit
      ? {
          diff: {
            before: isNew ? '' : `${before}\n`,
            after: `${told.after}\n`,
            beforeHeader: dest,
            afterHeader: dest,
          },
        }
      : {}),
    // Another branch at the same commit is checked out all the same; what only a fetch can tell is fetched.
    hasNotes: isSame && target !== undefined && !isCheckedOut(args, facts),
    result: { ...told, ...address },
    detail: { args, facts, isMoved },
  };
}

function isCheckedOut(args: AskedGit, { target, branch, before }: RepositoryFacts): boolean {
  if (args.bare) return true;
  if (args.track_submodules || target?.commit !== before || args.verify_commit) return false;
  return target?.branch === undefined || target.branch === branch;
}

async function applyGit(
  { detail }: Plan<GitDetail>,
  { connection, git: program }: Clients,
): Promise<ModuleResult> {
  const { args, facts, isMoved } = detail;
  const { dest } = args;
  // Without a clone the task only asks what the remote has.
  if (dest === undefined || (facts.before === undefined && !args.clone)) return { changed: true };
  const moved = isMoved ? await moveRepository(args, facts, dest, program, connection) : {};
  let areSubmodulesChanged = false;
  if (facts.target !== undefined) {
    const checkout: Checkout = { args, dest, git: program, target: facts.target };
    if (facts.before === undefined) await clone(checkout, connection);
    else await refresh(checkout, facts);
    if (!args.bare) await switchTo(checkout);
    if (args.verify_commit) await verifySignature(checkout);
    areSubmodulesChanged = args.recursive && !args.bare && (await updateSubmodules(checkout));
  }
  const after = (await program.must(['rev-parse', 'HEAD'], dest, 'Failed to read the commit')).trim();
  if (args.archive !== undefined && facts.isArchiveStale)
    await writeArchive(args, args.archive, dest, program);
  const isChanged =
    facts.before !== after ||
    facts.isModified ||
    facts.isAddressChanged ||
    areSubmodulesChanged ||
    facts.isArchiveStale ||
    isMoved;
  return {
    changed: isChanged,
    after,
    ...moved,
    ...(areSubmodulesChanged ? { submodules_changed: true } : {}),
    ...(facts.isModified ? { msg: `Local modifications exist in the destination: ${dest}` } : {}),
  };
}

async function refresh(checkout: Checkout, facts: RepositoryFacts): Promise<void> {
  const { args, dest, git: program } = checkout;
  if (facts.isModified) await program.must(['reset', '--hard', 'HEAD'], dest, 'Failed to reset');
  if (facts.isAddressChanged)
    await program.must(
      ['remote', 'set-url', args.remote, addressOf(args.repo)],
      dest,
      `Failed to set a new url for ${args.remote}`,
    );
  await fetchNew(checkout);
}

/** Puts the repository's own files apart from the work tree. */
async function moveRepository(
  args: AskedGit,
  facts: RepositoryFacts,
  dest: string,
  program: Git,
  { files }: Connection,
): Promise<Readonly<Record<string, unknown>>> {
  const wanted = args.separate_git_dir ?? '';
  if ((await files.status(wanted, { follow: true })) !== undefined)
    throw new DroverError('module-failed', {
      detail: `Separate-git-dir path ${wanted} already exists.`,
      help: 'Name a folder that is not there yet.',
    });
  await program.must(['init', '-q', `--separate-git-dir=${wanted}`], dest, 'Unable to move git dir.');
  return { git_dir_before: facts.gitFolder, git_dir_now: wanted };
}
