import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { download } from './api/download.ts';
import { callFailure } from './calls.ts';
import { programsOf, type Programs } from './programs.ts';
import { keyIdsIn, listKeys, parseKeyId } from './repositories/gpg.ts';

interface Asked {
  readonly id?: string;
  readonly url?: string;
  readonly data?: string;
  readonly file?: string;
  readonly keyring?: string;
  readonly keyserver?: string;
  readonly validate_certs: boolean;
  readonly state: 'absent' | 'present';
}

interface Facts {
  /** What the results tell of the key. */
  readonly told: {
    readonly id: string;
    readonly short_id: string;
    readonly fp: string;
    readonly key_id: string;
    readonly before: readonly string[];
  };
  /** The key, where it had to be read to know its id. */
  readonly key?: Uint8Array;
  readonly failed?: undefined;
}

type Gathered = Facts | { readonly failed: ModuleResult };

export const aptKey = defineModule({
  name: 'host.apt_key',
  aliases: ['apt_key', 'ansible.builtin.apt_key', 'ansible.legacy.apt_key'],
  summary: 'Adds keys to those that apt trusts for all sources, with apt-key, and removes them.',
  description:
    'apt-key is gone from newer releases, and a key in its ring vouches for every source. Better: get_url to /etc/apt/keyrings, and signed-by in the source.',
  args: {
    type: 'object',
    properties: {
      id: { type: 'string', description: 'The key: its fingerprint, or the last 16 or 8 digits of it.' },
      url: {
        type: 'string',
        description: 'Where it is downloaded from, by the machine that drover runs on.',
      },
      data: { type: 'string', description: 'The key itself.' },
      file: { type: 'string', format: 'path', description: 'A file of the machine that it is in.' },
      keyring: { type: 'string', format: 'path', description: 'The ring, of /etc/apt/trusted.gpg.d.' },
      validate_certs: { type: 'boolean', description: 'Verify the certificate of the URL.', default: true },
      keyserver: { type: 'string', description: 'A key server that has it.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether it is to be there.',
        default: 'present',
      },
    },
  },
  examples: [
    {
      title: 'A key',
      playbook:
        '- apt_key:\n    id: 36A1D7869245C8950F966E92D8576A8BA88D21E9\n    url: https://packages.example.org/key.asc\n',
    },
  ],
  returns: {
    fp: { type: 'string', description: 'The last 16 digits of its fingerprint.' },
    key_id: { type: 'string', description: 'Its id, as asked for, in capitals.' },
  },
  check: (args) => {
    const given = [args.data, args.file, args.keyserver, args.url].filter((value) => value !== undefined);
    if (given.length > 1) return ['parameters are mutually exclusive: data|file|keyserver|url'];
    const isNameless = args.id === undefined && args.keyserver !== undefined;
    return isNameless ? ['Missing key_id, required with keyserver.'] : [];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: (args, _connection, context) => gatherKey(args, context),
  plan: (args, facts) => {
    const subject = `key ${facts.failed === undefined ? facts.told.key_id : (args.id ?? '')}`.trim();
    if (facts.failed !== undefined) {
      const detail = undefined;
      return {
        action: 'unchanged' as const,
        subject,
        reason: String(facts.failed.msg),
        changes: [],
        result: facts.failed,
        detail,
      };
    }
    const isThere = isIn(facts.told.before, facts.told);
    const isSame = isThere === (args.state === 'present');
    const [before, after] = isThere ? [facts.told.fp, undefined] : [undefined, facts.told.fp];
    return {
      action: isSame ? ('unchanged' as const) : isThere ? ('delete' as const) : ('create' as const),
      subject,
      reason: isThere ? 'it is trusted' : 'it is not trusted',
      changes: isSame ? [] : [{ pointer: '/key', before, after }],
      result: { ...facts.told },
      detail: { asked: args, facts },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    if (detail === undefined) return {};
    const { asked, facts } = detail;
    const programs = programsOf(connection, context);
    const failed =
      asked.state === 'present'
        ? await addKey(asked, facts, programs, context)
        : await removeKey(asked, facts, programs);
    if (failed !== undefined) return { ...facts.told, ...failed };
    const after = await knownKeys(asked, facts.told.key_id, programs);
    if (isIn(after, facts.told) === (asked.state === 'present')) return { changed: true, after };
    const what = asked.state === 'present' ? 'failed to add the key' : 'the key was not removed';
    const msg = `apt-key did not return an error, but ${what} (check that the id is correct and *not* a subkey)`;
    return { ...facts.told, after, changed: true, failed: true, msg };
  },
});

async function gatherKey(asked: Asked, context: TaskContext): Promise<Gathered> {
  const programs = programsOf(context.connection, context);
  await programs.need('apt-key');
  await programs.need('gpg');
  const key = asked.id === undefined ? await keyOf(asked, context) : undefined;
  const id = asked.id ?? (await idOf(asked, key, programs));
  if (typeof id === 'object') return { failed: id };
  const parsed = id === undefined ? undefined : parseKeyId(id);
  if (id === undefined || parsed === undefined)
    return { failed: { failed: true, msg: 'Invalid key_id', id: id ?? null } };
  const before = await knownKeys(asked, parsed.whole, programs);
  const told = { id, short_id: parsed.short, fp: parsed.fingerprint, key_id: parsed.whole, before };
  return { told, ...(key === undefined ? {} : { key }) };
}

/** The key as the task has it; undefined where it is a file of the machine, or on a key server. */
async function keyOf(
  { url, data, validate_certs }: Asked,
  context: TaskContext,
): Promise<Uint8Array | undefined> {
  if (url === undefined) return data === undefined ? undefined : new TextEncoder().encode(data);
  const { body, problem } = await download(url, { validate_certs }, context.signal);
  if (body !== undefined) return body;
  throw new DroverError('module-failed', {
    detail: `Failed to download key at ${url}: ${problem}`,
    help: 'See that the address is right, and that it can be reached from the machine that drover runs on.',
  });
}

async function idOf(
  { file }: Asked,
  key: Uint8Array | undefined,
  programs: Programs,
): Promise<string | undefined | ModuleResult> {
  if (file === undefined && key === undefined) return undefined;
  const outcome = await listKeys(
    file === undefined ? { content: key ?? new Uint8Array() } : { path: file },
    programs,
  );
  if (outcome.rc === 0) return keyIdsIn(outcome.stdout)[0];
  return callFailure(outcome, `Unable to extract key from '${file ?? 'inline data'}'`);
}

function ringWords({ keyring }: Asked): readonly string[] {
  return keyring === undefined ? [] : ['--keyring', keyring];
}

/** The keys that apt trusts; by their last 8 digits where the key is asked for by these. */
async function knownKeys(asked: Asked, id: string, programs: Programs): Promise<readonly string[]> {
  const words = ['apt-key', ...ringWords(asked), 'adv', '--list-public-keys', '--keyid-format=long'] as const;
  const outcome = await programs.run(words);
  if (outcome.rc !== 0)
    throw new DroverError('command-failed', {
      detail: `Unable to list public keys: ${outcome.stderr.trim()}`,
      help: 'Run apt-key list on the machine to see what is wrong with its rings.',
    });
  const ids = keyIdsIn(outcome.stdout);
  return id.length === 8 ? ids.map((each) => each.slice(-8)) : ids;
}

function isIn(keys: readonly string[], { key_id: id, short_id: short, fp }: Facts['told']): boolean {
  return keys.includes(id.length === 8 ? short : fp);
}

async function addKey(
  asked: Asked,
  facts: Facts,
  programs: Programs,
  context: TaskContext,
): Promise<ModuleResult | undefined> {
  if (asked.keyserver !== undefined) return receiveKey(asked, asked.keyserver, facts.told.key_id, programs);
  const key = facts.key ?? (await keyOf(asked, context));
  if (key === undefined && asked.file === undefined)
    return { failed: true, msg: 'No key to add: give one of data, file, keyserver, url.' };
  const words = ['apt-key', ...ringWords(asked), 'add', asked.file ?? '-'] as const;
  const outcome = await programs.run(words, key === undefined ? {} : { stdin: key });
  if (outcome.rc === 0) return undefined;
  const from = asked.file === undefined ? 'binary data' : `file ${asked.file}`;
  return callFailure(outcome, `Unable to add a key from ${from}`);
}

/** Key servers often fail for no lasting reason: they are asked up to five times. */
async function receiveKey(
  asked: Asked,
  server: string,
  id: string,
  programs: Programs,
): Promise<ModuleResult | undefined> {
  const script = 'printf %s "${HTTPS_PROXY:-${https_proxy:-${HTTP_PROXY:-$http_proxy}}}"';
  const { stdout: proxy } = await programs.run(['/bin/sh', '-c', script]);
  const through = proxy === '' ? [] : ['--keyserver-options', `http-proxy=${proxy}`];
  const words = [
    'apt-key',
    ...ringWords(asked),
    'adv',
    '--no-tty',
    '--keyserver',
    server,
    ...through,
    '--recv',
    id,
  ] as const;
  let outcome = await programs.run(words);
  for (let trial = 1; trial < 5 && outcome.rc !== 0; trial++) outcome = await programs.run(words);
  if (outcome.rc === 0) return undefined;
  const isUnknown = outcome.rc === 2 && outcome.stdout.includes('not found on keyserver');
  return isUnknown
    ? { failed: true, msg: `Key ${id} not found on keyserver ${server}` }
    : callFailure(outcome, `Error fetching key ${id} from keyserver: ${server}`);
}

/** apt-key of old releases takes the last 8 digits only. */
async function removeKey(
  asked: Asked,
  { told }: Facts,
  programs: Programs,
): Promise<ModuleResult | undefined> {
  const outcome = await programs.run(['apt-key', ...ringWords(asked), 'del', told.short_id]);
  return outcome.rc === 0
    ? undefined
    : callFailure(outcome, `Unable to remove a key with id ${told.short_id}`);
}
