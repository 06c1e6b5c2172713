import { stringify } from 'yaml';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Module, type ModuleResult, type Plan } from '../../engine/module.ts';
import { callFailure } from './calls.ts';
import {
  applyContent,
  currentFile,
  planContent,
  textOf,
  utf8,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import { programsOf, type Programs } from './programs.ts';

interface Detail {
  readonly path: string;
  /** Undefined: the file is taken away. */
  readonly write?: Plan<ContentChange>;
  readonly text?: string;
  readonly folder: string;
  readonly validate: boolean;
  readonly apply: boolean;
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const netplan: Module = defineModule({
  name: 'host.netplan',
  aliases: ['netplan'],
  summary: 'Writes a file of netplan, which only its owner may read, and has netplan check it first.',
  description:
    'What is asked for is the whole file. netplan puts all files of /etc/netplan together, in the order of their names.',
  args: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
        description: 'The name of the file, without .yaml: 60-web. The number says which goes over which.',
      },
      network: {
        type: 'object',
        description: 'What stands in it below network:. version: 2 is added where it is missing.',
        properties: {},
        additionalProperties: true,
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        description: 'Whether the file is to be there.',
        default: 'present',
      },
      validate: {
        type: 'boolean',
        description: 'Have netplan generate check the file together with the others before it is written.',
        default: true,
      },
      apply: {
        type: 'boolean',
        description: 'Run netplan apply after a change. Connections may be cut by that.',
        default: false,
      },
      backup: {
        type: 'boolean',
        description: 'Keep a copy of the file as it was, with the time in its name.',
        default: false,
      },
      folder: {
        type: 'string',
        format: 'path',
        description: 'The folder of the file.',
        default: '/etc/netplan',
      },
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'A fixed address',
      playbook:
        '- host.netplan:\n    name: 60-web\n    network:\n      ethernets:\n        eth0:\n          addresses: [192.0.2.10/24]\n          routes: [{ to: default, via: 192.0.2.1 }]\n          nameservers: { addresses: [192.0.2.53] }\n',
    },
  ],
  returns: {
    path: { type: 'string', description: 'The file.' },
    backup_file: { type: 'string', description: 'The copy of what was there.' },
  },
  check: ({ state, network }) =>
    state === 'present' && network === undefined
      ? ['state is present but all of the following are missing: network']
      : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: ({ folder, name }, connection) =>
    currentFile(`${folder.replace(/\/$/, '')}/${name}.yaml`, connection),
  plan: (args, current): Plan<Detail> => {
    const { path } = current;
    const common = { path, folder: args.folder, validate: args.validate, apply: args.apply };
    const subject = `netplan ${args.name}`;
    if (args.state === 'absent') return { ...removal(current), subject, detail: common };
    const text = fileText(args.network ?? {});
    const write = planContent(
      current,
      utf8(text),
      { mode: '0600', backup: args.backup, unsafe_writes: false },
      { path },
    );
    return { ...write, subject, detail: { ...common, write, text } };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const programs = programsOf(connection, context);
    const { path, write, text } = detail;
    if (write === undefined) await connection.files.remove(path);
    else {
      const isNewText = write.detail.content !== undefined;
      if (detail.validate && isNewText) await validate(text ?? '', detail, programs);
      const { backup_file: copy } = await applyContent(write, connection, context);
      if (!detail.apply) return { changed: true, ...(copy === undefined ? {} : { backup_file: copy }) };
    }
    if (!detail.apply) return { changed: true };
    const outcome = await programs.run(['netplan', 'apply']);
    return outcome.rc === 0
      ? { changed: true }
      : {
          ...callFailure(outcome),
          changed: true,
          help: `${path} is written. Mend it, and run netplan apply.`,
        };
  },
});

function removal({ path, status, content }: CurrentFile) {
  const isThere = status !== undefined;
  return {
    action: isThere ? ('delete' as const) : ('unchanged' as const),
    reason: isThere ? 'it is there' : 'it is not there',
    changes: isThere ? [{ pointer: '/state', before: 'present', after: 'absent' }] : [],
    ...(isThere
      ? { diff: { before: textOf(content), after: '', beforeHeader: path, afterHeader: '/dev/null' } }
      : {}),
    result: { path },
  };
}

function fileText(network: Readonly<Record<string, unknown>>): string {
  return stringify({ network: { version: 2, ...network } }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Puts all files, with the new one, into a folder of their own, and has netplan read them there. The text may hold passwords: it goes by standard input. */
async function validate(text: string, { path, folder }: Detail, programs: Programs): Promise<void> {
  const script = `set -e; umask 077; root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
mkdir -p "$root/etc/netplan" "$root/lib/netplan" "$root/run/netplan"
for each in "$2" /lib/netplan /run/netplan; do
  into="$root$each"; [ "$each" != "$2" ] || into="$root/etc/netplan"
  for file in "$each"/*.yaml; do [ ! -f "$file" ] || cp "$file" "$into/"; done
done
cat > "$root/etc/netplan/$3"
"$1" generate --root-dir "$root"`;
  const program = await programs.need('netplan');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const words = ['/bin/sh', '-c', script, 'sh', program, folder.replace(/\/$/, ''), name] as const;
  const { rc, stdout, stderr } = await programs.run(words, { stdin: text });
  if (rc === 0) return;
  throw new DroverError('module-failed', {
    detail: `failed to validate: ${(stderr.trim() || stdout.trim()).replace(/\/tmp\/[^/]+\/etc\/netplan/g, folder)}`,
    help: `${path} was left as it was. Mend what stands below network.`,
  });
}
