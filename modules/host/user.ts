import {
  defineModule,
  type Change,
  type CommandOutcome,
  type Connection,
  type ModuleResult,
  type TaskContext,
} from '../../engine/module.ts';
import { makeHome } from './accounts/home.ts';
import { looksHashed } from './accounts/password-shape.ts';
import { keyPath, keyResult, makeKey, type AskedKey } from './accounts/ssh-key.ts';
import { userArguments, type AskedUser } from './accounts/user-arguments.ts';
import { creation, modification, noGroup, passwordAges, removal } from './accounts/user-commands.ts';
import {
  oldKeyOf,
  parentOf,
  readEntry,
  readUser,
  type OldKey,
  type UserFacts,
} from './accounts/user-facts.ts';
import { makeCalls, type Call } from './calls.ts';
import { outputs } from './program-result.ts';
import { programsOf } from './programs.ts';

interface Asked extends AskedUser, AskedKey {
  readonly state: 'absent' | 'present';
  readonly generate_ssh_key?: boolean;
}

interface UserDetail {
  readonly asked: Asked;
  readonly kind: 'create' | 'update' | 'delete';
  readonly steps: readonly Call[];
  /** A group that there would have to be. */
  readonly missing?: string;
  readonly isKeyMade: boolean;
}

export const user = defineModule({
  name: 'host.user',
  aliases: ['user', 'ansible.builtin.user', 'ansible.legacy.user'],
  summary: 'Makes, changes and removes accounts.',
  description:
    'Uses the programs of shadow-utils, or with local those of libuser. A password goes to chpasswd on its standard input.',
  args: { type: 'object', properties: userArguments, required: ['name'] },
  examples: [
    {
      title: 'An account that administers',
      playbook:
        '- user:\n    name: deploy\n    groups: [sudo]\n    append: true\n    shell: /bin/bash\n    generate_ssh_key: true\n    ssh_key_type: ed25519\n',
    },
  ],
  returns: {
    uid: { type: 'integer', description: 'Its number.' },
    group: { type: 'integer', description: 'The number of its primary group.' },
    groups: { type: 'string', description: 'The groups that were asked for, with commas between them.' },
    home: { type: 'string', description: 'Its home folder.' },
    shell: { type: 'string', description: 'Its shell.' },
    ssh_public_key: { type: 'string', description: 'The public key, where one was asked for.' },
  },
  check: (args) =>
    args.umask !== undefined && args.local === true ? ["'umask' can not be used with 'local'"] : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context) => readUser(args, connection, programsOf(connection, context)),
  plan: (args, facts: UserFacts) => {
    const asked: Asked = args;
    const warnings = [...facts.warnings, ...warningsOf(asked, facts)];
    const subject = `user ${asked.name}`;
    if (asked.state === 'absent') {
      if (facts.user === undefined) return unchanged(asked, subject, 'it is not there', warnings, {});
      const detail: UserDetail = { asked, kind: 'delete', steps: removal(asked).steps, isKeyMade: false };
      const { changes } = removal(asked);
      return { action: 'delete' as const, subject, reason: 'it is there', changes, warnings, detail };
    }
    if (facts.user === undefined) {
      const made = creation(asked, facts);
      const ages = passwordAges(asked, undefined);
      const parent: readonly Call[] =
        asked.home !== undefined && asked.create_home && !facts.hasParent
          ? [{ words: ['mkdir', '-p', parentOf(asked.home)] }]
          : [];
      const steps = [...parent, ...made.steps, ...ages.steps];
      const isKeyMade = asked.generate_ssh_key === true;
      const { missing } = made;
      const detail: UserDetail = {
        asked,
        kind: 'create',
        steps,
        isKeyMade,
        ...(missing === undefined ? {} : { missing }),
      };
      return {
        action: 'create' as const,
        subject,
        reason: 'it is not there',
        changes: made.changes,
        warnings,
        detail,
      };
    }
    const own = modification(asked, facts.user, facts);
    const ages = passwordAges(asked, facts.shadow);
    const isKeyMade = asked.generate_ssh_key === true && isKeyFree(facts.oldKey, asked);
    const changes: Change[] = [...own.changes, ...ages.changes];
    if (asked.create_home && !facts.hasHome)
      changes.push({ pointer: '/home', before: 'absent', after: 'made' });
    if (isKeyMade) changes.push({ pointer: '/ssh_key', before: facts.oldKey?.path, after: 'made' });
    const result = { ...about(asked, 'update'), ...entryResult(asked, facts.user) };
    if (changes.length === 0 && asked.generate_ssh_key !== true)
      return unchanged(asked, subject, 'it is as asked for', warnings, result);
    const steps = [...own.steps, ...ages.steps];
    const detail: UserDetail = { asked, kind: 'update', steps, isKeyMade };
    return {
      action: changes.length === 0 ? ('unchanged' as const) : ('update' as const),
      subject,
      reason: changes.length === 0 ? 'it is as asked for' : 'it differs',
      changes,
      warnings,
      // The result tells of the key that is there, too: it is read in `apply`.
      hasNotes: true,
      result,
      detail,
    };
  },
  apply: async ({ detail, action }, connection, context): Promise<ModuleResult> => {
    const { asked, kind, steps, missing } = detail;
    if (missing !== undefined) throw noGroup(missing);
    const programs = programsOf(connection, context);
    const changed = action !== 'unchanged';
    const taken = await makeCalls(steps, programs);
    if (taken.rc !== 0) return failed(asked, taken);
    const common = { changed, ...about(asked, kind), ...outputs(taken) };
    if (kind === 'delete') return common;
    const account = await readEntry(asked, connection, programs);
    if (account === undefined) return common;
    const home = asked.home ?? account.home;
    const isHomeless =
      asked.create_home && (await connection.files.status(home, { follow: true })) === undefined;
    if (isHomeless) {
      const made = await makeHome({ path: home, skeleton: asked.skeleton, ...account }, programs);
      if (made.rc !== 0) return failed(asked, made);
    }
    const key = await keyOf(detail, account, connection, context);
    if (key.failed !== undefined) return failed(asked, key.failed);
    return { ...common, ...entryResult(asked, account), ...key.result };
  },
});

function unchanged(
  asked: Asked,
  subject: string,
  reason: string,
  warnings: readonly string[],
  result: Readonly<Record<string, unknown>>,
) {
  const detail: UserDetail = { asked, kind: 'update', steps: [], isKeyMade: false };
  const told = { name: asked.name, state: asked.state, ...result };
  return { action: 'unchanged' as const, subject, reason, changes: [], warnings, result: told, detail };
}

function failed({ name }: Asked, { rc, stderr, stdout }: CommandOutcome): ModuleResult {
  return { changed: false, failed: true, name, rc, msg: stderr === '' ? stdout : stderr };
}

/** What results tell of what was asked for. */
function about(asked: Asked, kind: UserDetail['kind']): Record<string, unknown> {
  const { name, state, system, create_home, append, move_home, force, remove } = asked;
  const own = { create: { system, create_home }, update: { append, move_home }, delete: { force, remove } };
  const password =
    asked.password === undefined || kind === 'delete' ? {} : { password: 'NOT_LOGGING_PASSWORD' };
  return { name, state, ...own[kind], ...password };
}

function entryResult(
  { groups }: Asked,
  { uid, gid, comment, home, shell }: NonNullable<UserFacts['user']>,
): Record<string, unknown> {
  return {
    uid,
    group: gid,
    comment,
    home,
    shell,
    ...(groups === undefined ? {} : { groups: groups.join(',') }),
  };
}

async function keyOf(
  { asked, isKeyMade, kind }: UserDetail,
  account: NonNullable<UserFacts['user']>,
  connection: Connection,
  context: TaskContext,
): Promise<{ readonly failed?: CommandOutcome; readonly result?: Readonly<Record<string, unknown>> }> {
  if (asked.generate_ssh_key !== true) return {};
  const programs = programsOf(connection, context);
  // The home of a new account may be one that was there before, with a key in it.
  const isStillFree = kind !== 'create' || isKeyFree(await oldKeyOf(asked, account, connection), asked);
  if (isKeyMade && isStillFree) {
    const outcome = await makeKey(asked, account, connection, programs);
    if (outcome.rc !== 0) return { failed: outcome };
  }
  return { result: await keyResult(keyPath(asked, account), connection, programs) };
}

function isKeyFree(old: OldKey | undefined, { force }: Asked): boolean {
  return old === undefined || force;
}

function warningsOf(asked: Asked, { oldKey }: UserFacts): readonly string[] {
  const warnings: string[] = [];
  if (asked.append && asked.groups === undefined)
    warnings.push("'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups.");
  if (asked.password !== undefined && !looksHashed(asked.password))
    warnings.push(
      "The input password appears not to have been hashed. The 'password' argument must be encrypted for this module to work properly.",
    );
  if (oldKey !== undefined && asked.state === 'present')
    warnings.push(
      asked.force
        ? `Overwriting existing ssh key ${oldKey.kind} file "${oldKey.path}"`
        : `Found existing ssh key ${oldKey.kind} file "${oldKey.path}", no force, so skipping ssh-keygen generation`,
    );
  return warnings;
}
