import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Module,
  type Connection,
  type ModuleResult,
  type TaskContext,
} from '../../engine/module.ts';
import { download } from './api/download.ts';
import { applyWrites, realWrites, writeChanges, writeDiffs, type FileWrite } from './file-writes.ts';
import { modeText, wantedMode } from './mode.ts';
import { deb822Arguments, printSource, slugOf } from './repositories/deb822.ts';

interface CurrentFile {
  readonly content: Uint8Array;
  readonly mode: number;
}

interface Facts {
  readonly source: CurrentFile | undefined;
  /** The files in /etc/apt/keyrings that are this source's, by their paths. */
  readonly keys: ReadonlyMap<string, Uint8Array | undefined>;
  /** What `signed_by` gives: a file that is to be there, or a path or key to be written down. */
  readonly signedBy?: { readonly path: string; readonly content: Uint8Array } | { readonly text: string };
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const deb822Repository: Module = defineModule({
  name: 'host.deb822_repository',
  aliases: [
    ...['deb822_repository', 'ansible.builtin.deb822_repository', 'ansible.legacy.deb822_repository'],
  ],
  summary:
    'Adds sources of packages of Debian and Ubuntu in the deb822 style, with their keys, and removes them.',
  args: { type: 'object', properties: deb822Arguments, required: ['name'] },
  examples: [
    {
      title: 'A source with a key of its own',
      playbook:
        '- deb822_repository:\n    name: agent\n    uris: https://packages.example.org\n    suites: stable\n    components: main\n    signed_by: https://packages.example.org/key.asc\n',
    },
  ],
  returns: {
    repo: { type: 'string', description: 'The source, as it is written down.' },
    dest: { type: 'string', description: 'The file that it is in.' },
    key_filename: { type: 'string', description: 'The file that its key is in.' },
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const slug = slugOf(args.name);
    const keyPaths = ['asc', 'gpg'].map((kind) => `/etc/apt/keyrings/${slug}.${kind}`);
    const keys = new Map<string, Uint8Array | undefined>();
    for (const path of keyPaths) keys.set(path, (await currentFile(path, connection))?.content);
    const source = await currentFile(sourcePath(slug), connection);
    if (args.state === 'absent' || args.signed_by === undefined) return { source, keys };
    return { source, keys, signedBy: await keyOf(args.signed_by, slug, connection, context) };
  },
  plan: (args, { source, keys, signedBy }) => {
    const path = sourcePath(slugOf(args.name));
    const before = source?.content;
    if (args.state === 'absent') {
      const gone = [...keys].map(([key, content]) => ({ path: key, before: content, after: undefined }));
      const writes = realWrites([{ path, before, after: undefined }, ...gone]);
      // The name of the last one that is looked at, whether it is there or not.
      return planOf(path, writes, { repo: null, dest: path, key_filename: [...keys.keys()].at(-1) });
    }
    const key = signedBy !== undefined && 'path' in signedBy ? signedBy : undefined;
    const signed =
      signedBy === undefined ? {} : { signed_by: 'path' in signedBy ? signedBy.path : signedBy.text };
    const repo = printSource({ ...args, ...signed });
    const mode = wantedMode(args.mode, { mode: source?.mode ?? 0o644, isDirectory: false });
    const writes = realWrites([
      ...(key === undefined
        ? []
        : [{ path: key.path, before: keys.get(key.path), after: key.content, mode: 0o644 }]),
      { path, before, after: repo, mode },
    ]);
    const isModeOther = source !== undefined && source.mode !== mode;
    const remode = isModeOther && writes.every((write) => write.path !== path) ? { path, mode } : undefined;
    const result = { repo, dest: path, key_filename: key?.path ?? null };
    return planOf(path, writes, result, remode && { ...remode, before: source?.mode ?? 0 });
  },
  apply: async ({ detail }, connection): Promise<ModuleResult> => {
    await applyWrites(detail.writes, connection);
    if (detail.remode !== undefined)
      await connection.files.changeMode(detail.remode.path, detail.remode.mode);
    return { changed: true };
  },
});

function planOf(
  path: string,
  writes: readonly FileWrite[],
  result: Readonly<Record<string, unknown>>,
  remode?: { readonly path: string; readonly mode: number; readonly before: number },
) {
  const isSame = writes.length === 0 && remode === undefined;
  const isGone = writes.some(({ after }) => after === undefined);
  return {
    action: isSame ? ('unchanged' as const) : isGone ? ('delete' as const) : ('update' as const),
    subject: `source ${path}`,
    reason: isSame ? 'it is as asked for' : isGone ? 'it is there' : 'it differs',
    changes: [
      ...writeChanges(writes),
      ...(remode === undefined
        ? []
        : [{ pointer: '/mode', before: modeText(remode.before), after: modeText(remode.mode) }]),
    ],
    diff: writeDiffs(writes),
    result,
    detail: { writes, remode },
  };
}

function sourcePath(slug: string): string {
  return `/etc/apt/sources.list.d/${slug}.sources`;
}

async function currentFile(path: string, { files }: Connection): Promise<CurrentFile | undefined> {
  const status = await files.status(path, { follow: true });
  return status?.type === 'file' ? { content: await files.read(path), mode: status.mode } : undefined;
}

/** A file of the machine by its path, what a URL has, or a key or fingerprint as it is written. */
async function keyOf(
  text: string,
  slug: string,
  { files }: Connection,
  context: TaskContext,
): Promise<NonNullable<Facts['signedBy']>> {
  const isPath = text.startsWith('/') && (await files.status(text, { follow: true }))?.type === 'file';
  if (isPath || !/^[a-z][a-z0-9+.-]*:/i.test(text)) return { text };
  const { body, problem } = await download(text, { validate_certs: true }, context.signal);
  if (body === undefined)
    throw new DroverError('module-failed', {
      detail: `Could not fetch signed_by key: ${problem}`,
      help: 'See that the address is right, and that it can be reached from the machine that drover runs on.',
    });
  if (body.length === 0) return { text };
  const isArmored = Buffer.from(body).includes('-----BEGIN PGP PUBLIC KEY BLOCK-----');
  return { path: `/etc/apt/keyrings/${slug}.${isArmored ? 'asc' : 'gpg'}`, content: body };
}
