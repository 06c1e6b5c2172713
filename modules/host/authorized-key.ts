import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { parseKey, parseOptions, placeKeys, type AuthorizedKey } from './accounts/authorized-keys.ts';
import { linesOf, parseUsers, type UserEntry } from './accounts/databases.ts';
import { request } from './api/http.ts';
import { statusResult } from './attributes.ts';
import { textOf } from './file-content.ts';
import { programsOf } from './programs.ts';

interface KeyFacts {
  /** The file, whether or not it is there, and the one that is written: what a link points to, with `follow`. */
  readonly path: string;
  readonly target: string;
  readonly text: string;
  /** The keys: of the task, or of the URL that it names. */
  readonly source: string;
  readonly user: UserEntry | undefined;
  /** What stands at the path that the task gives, for the result. */
  readonly about: Readonly<Record<string, unknown>>;
}

interface KeyDetail {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly user: UserEntry | undefined;
  readonly isFolderManaged: boolean;
  /** The path that the task gives. */
  readonly given: string | undefined;
}

export const authorizedKey = defineModule({
  name: 'host.authorized_key',
  aliases: ['authorized_key', 'ansible.posix.authorized_key', 'ansible.builtin.authorized_key'],
  summary: 'Lets keys log in to an account over SSH, or no longer.',
  args: {
    type: 'object',
    properties: {
      user: { type: 'string', description: 'The account.' },
      key: { type: 'string', description: 'The public keys, one a line, or the URL of such a list.' },
      path: {
        type: 'string',
        format: 'path',
        description: 'The file. Default: .ssh/authorized_keys in the home folder of the account.',
      },
      manage_dir: {
        type: 'boolean',
        description: 'Make the folder of the file, and set its owner and its mode.',
        default: true,
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether the keys are to be there.',
        default: 'present',
      },
      key_options: { type: 'string', description: 'Options of the keys, with commas between them.' },
      exclusive: {
        type: 'boolean',
        description: 'Take all other keys, and all other lines, away.',
        default: false,
      },
      comment: { type: 'string', description: 'The comment of the keys, in place of their own.' },
      validate_certs: { type: 'boolean', description: 'Verify the certificate of a URL.', default: true },
      follow: {
        type: 'boolean',
        description: 'Write the file that a link points to, rather than a file in its place.',
        default: false,
      },
    },
    required: ['user', 'key'],
  },
  examples: [
    {
      title: 'A key of the controller',
      playbook:
        "- authorized_key:\n    user: deploy\n    key: \"{{ lookup('file', '~/.ssh/id_ed25519.pub') }}\"\n    key_options: no-agent-forwarding\n",
    },
  ],
  returns: {
    keyfile: { type: 'string', description: 'The file.' },
    key: { type: 'string', description: 'The keys.' },
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<KeyFacts> => {
    const user = await accountOf(args.user, connection, context);
    if (user === undefined && !(context.checkMode && args.path !== undefined))
      throw unknownUser(args.user, context.checkMode);
    const path = args.path ?? `${(user?.home ?? '').replace(/\/$/, '')}/.ssh/authorized_keys`;
    const source = /^http/.test(args.key) ? await keysAt(args.key, args.validate_certs, context) : args.key;
    const isThere = (await connection.files.status(path, { follow: true }))?.type === 'file';
    const target = args.follow ? await connection.files.realPath(path).catch(() => path) : path;
    const text = isThere ? textOf(await connection.files.read(path)) : '';
    return { path, target, source, user, text, about: await aboutPath(args.path, connection) };
  },
  plan: (args, { path, target, text, source, user, about }) => {
    const keys = keysIn(source, args);
    const wanted = placeKeys(text, { keys, state: args.state, exclusive: args.exclusive });
    const isSame = wanted === text;
    const isAbsent = args.state === 'absent';
    const nothing = { key_options: null, comment: null, path: null };
    const detail: KeyDetail = {
      path: target,
      folder: path.slice(0, Math.max(1, path.lastIndexOf('/'))),
      text: wanted,
      user,
      isFolderManaged: args.manage_dir,
      given: args.path,
    };
    return {
      action: isSame ? ('unchanged' as const) : ('update' as const),
      subject: `keys of ${args.user}`,
      reason: isSame ? 'they are as asked for' : isAbsent ? 'some are there' : 'some are not there',
      changes: isSame ? [] : [{ pointer: '/keys', before: text, after: wanted }],
      ...(isSame ? {} : { diff: { before: text, after: wanted, beforeHeader: path, afterHeader: target } }),
      result: { ...nothing, ...args, keyfile: path, ...about },
      detail,
    };
  },
  apply: async ({ detail }, connection): Promise<ModuleResult> => {
    const { files } = connection;
    const { path, folder, text, user, isFolderManaged } = detail;
    const own = async (place: string, mode: number): Promise<void> => {
      if (user !== undefined) await files.changeOwner(place, user.uid, user.gid);
      await files.changeMode(place, mode);
    };
    const hasFolder = (await files.status(folder, { follow: true })) !== undefined;
    if (!hasFolder) await files.makeDirectory(folder, { parents: true });
    if (isFolderManaged) await own(folder, 0o700);
    await files.write(path, text, { mode: 0o600 });
    await own(path, 0o600);
    return { changed: true, ...(await aboutPath(detail.given, connection)) };
  },
});

async function aboutPath(path: string | undefined, { files }: Connection): Promise<Record<string, unknown>> {
  const status = path === undefined ? undefined : await files.status(path);
  return status === undefined ? {} : statusResult(status);
}

async function accountOf(
  name: string,
  connection: Connection,
  context: TaskContext,
): Promise<UserEntry | undefined> {
  const lines = await linesOf('passwd', programsOf(connection, context), connection, name);
  return parseUsers(lines).find((entry) => entry.name === name);
}

function unknownUser(name: string, isChecking: boolean): DroverError {
  return new DroverError('module-failed', {
    detail: isChecking
      ? 'Either user must exist or you must provide full path to key file in check mode'
      : `Failed to lookup user ${name}: "getpwnam(): name not found: '${name}'"`,
    help: 'Make the account first, with the module user.',
  });
}

async function keysAt(url: string, isVerified: boolean, { signal }: TaskContext): Promise<string> {
  const common = {
    headers: {},
    force_basic_auth: false,
    decompress: true,
    http_agent: 'drover',
    timeout: 10,
  };
  const refused = (why: string): DroverError =>
    new DroverError('module-failed', {
      detail: `Error getting key from: ${url}`,
      help: `${why}. See that the URL can be reached from the machine that drover runs on.`,
    });
  try {
    const asked = { ...common, url, validate_certs: isVerified };
    const { status, body } = await request(asked, { method: 'GET', follow: true, signal });
    if (status === 200) return textOf(body);
    throw refused(`The server answered ${status}`);
  } catch (error) {
    throw error instanceof DroverError && error.code === 'module-failed' ? error : refused(messageOf(error));
  }
}

/** The keys that the task means, with the options and the comment that it gives. */
function keysIn(
  source: string,
  given: { readonly key_options?: string; readonly comment?: string },
): readonly AuthorizedKey[] {
  const lines = source.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const key = parseKey(line);
    if (key === undefined)
      throw new DroverError('invalid-argument', {
        detail: `invalid key specified: ${line}`,
        help: 'Give a line of a public key file: its type, the key, a comment.',
      });
    return {
      ...key,
      ...(given.key_options === undefined ? {} : { options: parseOptions(given.key_options) }),
      ...(given.comment === undefined ? {} : { comment: given.comment }),
    };
  });
}
