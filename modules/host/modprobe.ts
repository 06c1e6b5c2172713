import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Change, type Connection, type Plan, type TextDiff } from '../../engine/module.ts';
import { currentFile, textOf } from './file-content.ts';
import {
  isLoaded,
  isNamed,
  parametersIn,
  parametersText,
  withoutName,
  withoutParameters,
} from './kernel/module-files.ts';
import { programsOf, type Programs } from './programs.ts';

interface Asked {
  readonly name: string;
  readonly state: 'absent' | 'present';
  readonly params: string;
  readonly persistent: 'disabled' | 'absent' | 'present';
}

interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface ModprobeFacts {
  readonly isLoaded: boolean;
  /** Files that name modules to load at the start, and files with parameters. */
  readonly loadFiles: readonly TextFile[];
  readonly optionFiles: readonly TextFile[];
}

interface ModprobeDetail {
  readonly asked: Asked;
  readonly deed: 'load' | 'unload' | undefined;
  readonly files: readonly TextFile[];
}

export const modprobe = defineModule({
  name: 'host.modprobe',
  aliases: ['modprobe', 'community.general.modprobe', 'ansible.builtin.modprobe'],
  summary: 'Loads and unloads modules of the kernel, now and when the machine starts.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The module.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether it is to be loaded.',
        default: 'present',
      },
      params: { type: 'string', description: 'Its parameters, with blanks between them.', default: '' },
      persistent: {
        type: 'string',
        enum: ['disabled', 'absent', 'present'],
        description:
          'Whether it is loaded, with its parameters, when the machine starts: files of modules-load.d and modprobe.d. disabled: these stay as they are.',
        default: 'disabled',
      },
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'A driver, for good',
      playbook: '- modprobe:\n    name: virtio_net\n    persistent: present\n',
    },
  ],
  returns: {
    name: { type: 'string', description: 'The module.' },
    params: { type: 'string', description: 'Its parameters.' },
    state: { type: 'string', description: 'What was asked for.' },
  },
  connect: (_args, context) =>
    Promise.resolve({ connection: context.connection, programs: programsOf(context.connection, context) }),
  gather: async (args, { connection, programs }, context): Promise<ModprobeFacts> => {
    const isThere = await isInKernel(args.name, connection, programs);
    const isPersisted = args.persistent !== 'disabled';
    // Nothing is tried later in check mode: what modprobe has against it is told now.
    if (context.checkMode && (args.state === 'present') !== isThere)
      await probe(['-n', ...probeWords(args)], programs);
    return {
      isLoaded: isThere,
      loadFiles: isPersisted ? await filesIn('/etc/modules-load.d', connection) : [],
      optionFiles: isPersisted ? await filesIn('/etc/modprobe.d', connection) : [],
    };
  },
  plan: planModprobe,
  apply: async ({ detail }, { connection, programs }, context) => {
    const { asked, deed, files } = detail;
    if (deed !== undefined) await probe(probeWords(asked), programs);
    for (const { path, text } of files) await connection.files.write(path, text);
    const isMissing = deed === 'load' && !(await isInKernel(asked.name, connection, programs));
    if (isMissing) {
      const told = await programs.run(['modprobe', '-n', '--first-time', ...probeWords(asked)]);
      if (told.rc !== 0) context.warn(told.stderr.trim());
    }
    return { changed: files.length > 0 || !isMissing };
  },
});

export function planModprobe(asked: Asked, facts: ModprobeFacts): Plan<ModprobeDetail> {
  const { name, state, params } = asked;
  const wantsLoaded = state === 'present';
  const deed = wantsLoaded === facts.isLoaded ? undefined : wantsLoaded ? 'load' : 'unload';
  const files = filesFor(asked, facts);
  const before = [...facts.loadFiles, ...facts.optionFiles];
  const diff = files.map(({ path, text }): TextDiff => {
    const old = before.find((file) => file.path === path)?.text ?? '';
    return { before: old, after: text, beforeHeader: path, afterHeader: path };
  });
  const changes: readonly Change[] = [
    ...(deed === undefined ? [] : [{ pointer: '/loaded', before: facts.isLoaded, after: wantsLoaded }]),
    ...diff.map(({ before: old, after, afterHeader = '' }) => ({ pointer: afterHeader, before: old, after })),
  ];
  const isSame = changes.length === 0;
  return {
    action: isSame ? 'unchanged' : 'update',
    subject: `kernel module ${name}`,
    reason: isSame ? 'it is as asked for' : 'it differs',
    changes,
    ...(diff.length === 0 ? {} : { diff }),
    result: { name, params, state },
    detail: { asked, deed, files },
  };
}

/** The files that are to be written. */
function filesFor({ name, params, persistent }: Asked, facts: ModprobeFacts): readonly TextFile[] {
  if (persistent === 'disabled') return [];
  const { loadFiles, optionFiles } = facts;
  const wanted = persistent === 'present' ? params.split(/\s+/).filter((word) => word !== '') : [];
  const given = optionFiles.flatMap(({ text }) => parametersIn(text, name));
  const isListed = loadFiles.some(({ text }) => isNamed(text, name));
  const edited = new Map<string, string>();
  if (persistent === 'absent')
    for (const { path, text } of loadFiles) edited.set(path, withoutName(text, name));
  else if (!isListed) edited.set(`/etc/modules-load.d/${name}.conf`, `${name}\n`);
  if ([...new Set(wanted)].sort().join(' ') !== [...new Set(given)].sort().join(' ')) {
    for (const { path, text } of optionFiles) edited.set(path, withoutParameters(text, name));
    if (wanted.length > 0) edited.set(`/etc/modprobe.d/${name}.conf`, parametersText(name, wanted));
  }
  const old = new Map([...loadFiles, ...optionFiles].map(({ path, text }) => [path, text]));
  return [...edited].filter(([path, text]) => old.get(path) !== text).map(([path, text]) => ({ path, text }));
}

function probeWords({ name, state, params }: Asked): readonly string[] {
  return state === 'present' ? [name, ...params.split(/\s+/).filter((word) => word !== '')] : ['-r', name];
}

async function probe(words: readonly string[], programs: Programs): Promise<void> {
  const { rc, stderr } = await programs.run(['modprobe', ...words]);
  if (rc !== 0)
    throw new DroverError('module-failed', {
      detail: stderr,
      help: 'See that the module belongs to the kernel that runs (uname -r), and that nothing uses one that is to go (lsmod).',
    });
}

async function isInKernel(name: string, connection: Connection, programs: Programs): Promise<boolean> {
  const modules = await read('/proc/modules', connection);
  const { stdout } = await programs.run(['uname', '-r']);
  return isLoaded(name, modules, await read(`/lib/modules/${stdout.trim()}/modules.builtin`, connection));
}

async function filesIn(folder: string, connection: Connection): Promise<readonly TextFile[]> {
  const names = await connection.files.list(folder).catch(() => []);
  const files = await Promise.all(
    [...names].sort().map(async (name) => currentFile(`${folder}/${name}`, connection)),
  );
  return files
    .filter(({ status }) => status?.type === 'file')
    .map(({ path, content }) => ({ path, text: textOf(content) }));
}

async function read(path: string, { files }: Connection): Promise<string> {
  return textOf(await files.read(path).catch(() => undefined));
}
