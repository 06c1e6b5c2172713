import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { download } from './api/download.ts';
import { callFailure } from './calls.ts';
import { textOf } from './file-content.ts';
import { programsOf, type Programs } from './programs.ts';
import { listKeys } from './repositories/gpg.ts';

interface Facts {
  readonly id: string;
  readonly isImported: boolean;
  /** The key's file: of the machine, or as it was downloaded. */
  readonly source?: { readonly path: string } | { readonly content: Uint8Array };
  readonly fingerprint?: string;
}

export const rpmKey = defineModule({
  name: 'host.rpm_key',
  aliases: ['rpm_key', 'ansible.builtin.rpm_key', 'ansible.legacy.rpm_key'],
  summary: 'Adds keys to those that rpm trusts, and removes them.',
  args: {
    type: 'object',
    properties: {
      key: {
        type: 'string',
        description: 'A URL, which the machine that drover runs on fetches, a file of the machine, or an id.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether it is to be there.',
        default: 'present',
      },
      fingerprint: { type: 'string', description: 'The whole fingerprint that the key must have.' },
      validate_certs: { type: 'boolean', description: 'Verify the certificate of the URL.', default: true },
    },
    required: ['key'],
  },
  examples: [
    {
      title: 'A key',
      playbook:
        '- rpm_key:\n    key: https://packages.example.org/key.asc\n    fingerprint: EBC6 E12C 62B1 C734 026B 2122 A20E 5214 6B8D 79E6\n',
    },
  ],
  returns: {},
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: (args, connection, context) => readKey(args, connection, context),
  plan: (args, facts) => {
    const { id, isImported, source, fingerprint } = facts;
    const isSame = isImported === (args.state === 'present');
    if (!isSame && args.state === 'present') {
      if (source === undefined)
        throw new DroverError('invalid-argument', {
          detail: 'When importing a key, a valid file must be given',
          help: 'Give a URL, or the path of a file on the machine.',
        });
      const wanted = args.fingerprint?.replaceAll(' ', '').toUpperCase();
      if (wanted !== undefined && wanted !== fingerprint)
        throw new DroverError('module-failed', {
          detail: `The specified fingerprint, '${wanted}', does not match the key fingerprint '${fingerprint ?? ''}'`,
          help: 'Nothing was imported. Find out which of the two is right before you change the task.',
        });
    }
    const [before, after] = isImported ? [id, undefined] : [undefined, id];
    return {
      action: isSame ? 'unchanged' : isImported ? 'delete' : 'create',
      subject: `key ${id}`,
      reason: isImported ? 'rpm trusts it' : 'rpm does not trust it',
      changes: isSame ? [] : [{ pointer: '/key', before, after }],
      detail: facts,
    };
  },
  apply: async ({ action, detail }, connection, context): Promise<ModuleResult> => {
    const programs = programsOf(connection, context);
    const outcome =
      action === 'delete'
        ? await programs.run([
            'rpm',
            '--erase',
            '--allmatches',
            `gpg-pubkey-${detail.id.slice(-8).toLowerCase()}`,
          ])
        : await importKey(detail, programs);
    return outcome.rc === 0 ? { changed: true } : callFailure(outcome);
  },
});

async function readKey(
  args: { readonly key: string; readonly validate_certs: boolean },
  connection: Connection,
  context: TaskContext,
): Promise<Facts> {
  const programs = programsOf(connection, context);
  const rpm = await programs.need('rpm');
  const source = await sourceOf(args, connection, context);
  if (source === undefined) {
    const id = args.key.trim().toUpperCase().replace(/^0X/, '');
    return { id, isImported: await isImported(id, rpm, programs) };
  }
  const { rc, stdout, stderr } = await listKeys(source, programs);
  const field = (kind: string, at: number): string | undefined =>
    stdout
      .split('\n')
      .find((line) => line.startsWith(`${kind}:`))
      ?.split(':')[at];
  const id = field('pub', 4);
  if (rc !== 0 || id === undefined)
    throw new DroverError('module-failed', {
      detail: rc === 0 ? 'Unexpected gpg output' : stderr.trim(),
      help: `See that ${args.key} is a public key of GPG.`,
    });
  const fingerprint = field('fpr', 9);
  return {
    id: id.toUpperCase(),
    source,
    isImported: await isImported(id.toUpperCase(), rpm, programs),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

async function sourceOf(
  { key, validate_certs }: { readonly key: string; readonly validate_certs: boolean },
  { files }: Connection,
  context: TaskContext,
): Promise<Facts['source']> {
  if (key.includes('://')) {
    const { body, problem } = await download(key, { validate_certs }, context.signal);
    if (body !== undefined && isPublicKey(body)) return { content: body };
    throw new DroverError('module-failed', {
      detail:
        body === undefined
          ? `failed to fetch key at ${key} , error was: ${problem}`
          : `Not a public key: ${key}`,
      help: 'See that the address is right, and that it can be reached from the machine that drover runs on.',
    });
  }
  if (/^(?:0x)?[0-9a-f]{8}/i.test(key)) return undefined;
  if ((await files.status(key, { follow: true }))?.type === 'file') return { path: key };
  throw new DroverError('module-failed', {
    detail: `Not a valid key ${key}`,
    help: 'Give a URL, a file of the machine, or an id of 8 digits or more.',
  });
}

function isPublicKey(content: Uint8Array): boolean {
  return /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*-----END PGP PUBLIC KEY BLOCK-----/.test(
    textOf(content),
  );
}

/** Asks rpm for the keys that it trusts, and gpg for their ids. */
async function isImported(id: string, rpm: string, programs: Programs): Promise<boolean> {
  const there = await programs.run([rpm, '-q', 'gpg-pubkey']);
  if (there.rc !== 0) return false;
  const { rc, stdout, stderr } = await programs.run([rpm, '-q', 'gpg-pubkey', '--qf', '%{description}']);
  const listed =
    rc === 0 ? await listKeys({ content: new TextEncoder().encode(stdout) }, programs) : undefined;
  if (listed?.rc !== 0)
    throw new DroverError('command-failed', {
      detail: `The keys that rpm trusts cannot be read: ${(listed?.stderr ?? stderr).trim()}`,
      help: 'See what rpm -q gpg-pubkey says on the machine.',
    });
  return listed.stdout.split('\n').some((line) => line.split(':')[4]?.includes(id) === true);
}

/** rpm(8) reads a key from a file only: one that was downloaded is put into one for that long. */
async function importKey({ source }: Facts, programs: Programs) {
  const rpm = await programs.need('rpm');
  if (source === undefined || 'path' in source) return programs.run([rpm, '--import', source?.path ?? '']);
  const script = 'f=$(mktemp) || exit 1; cat > "$f"; "$1" --import "$f"; r=$?; rm -f "$f"; exit "$r"';
  return programs.run(['/bin/sh', '-c', script, 'sh', rpm], { stdin: source.content });
}
