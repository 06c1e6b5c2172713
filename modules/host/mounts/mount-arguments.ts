import type { Schema } from '../../../engine/schema/types.ts';

export const mountArguments = {
  path: { type: 'string', format: 'path', description: 'The mount point.', aliases: ['name'] },
  src: {
    type: 'string',
    format: 'path',
    description: 'What is mounted: a device, UUID=, LABEL=, an export of NFS, a folder to bind.',
  },
  fstype: { type: 'string', description: 'The type of the file system.' },
  opts: { type: 'string', description: 'Options, with commas between them. Default: defaults.' },
  dump: { type: 'string', description: 'The fifth field of fstab.', default: '0' },
  passno: { type: 'string', description: 'The sixth field of fstab: when it is checked.', default: '0' },
  state: {
    type: 'string',
    enum: ['absent', 'absent_from_fstab', 'mounted', 'present', 'unmounted', 'remounted', 'ephemeral'],
    description:
      'present: it stands in fstab. mounted: it is mounted, too. unmounted: not, whatever fstab says. absent: it stands there no longer, is unmounted, and its mount point goes. ephemeral: mounted, and fstab stays. remounted: mounted anew.',
  },
  fstab: { type: 'string', description: 'The table. Default: /etc/fstab.' },
  boot: { type: 'boolean', description: 'Whether it is mounted when the machine starts.', default: true },
  backup: { type: 'boolean', description: 'Keep a copy of the table as it was.', default: false },
} as const satisfies Readonly<Record<string, Schema>>;

export interface AskedMount {
  readonly path: string;
  readonly src?: string;
  readonly fstype?: string;
  readonly opts?: string;
  readonly dump: string;
  readonly passno: string;
  readonly state: (typeof mountArguments.state.enum)[number];
  readonly fstab?: string;
  readonly boot: boolean;
  readonly backup: boolean;
}

/** States that need to know what is mounted. */
const sourced: readonly string[] = ['mounted', 'present', 'ephemeral'];

export function mountProblems(args: AskedMount): readonly string[] {
  if (!sourced.includes(args.state)) return [];
  const missing = (['src', 'fstype'] as const).filter((name) => args[name] === undefined);
  return missing.length === 0
    ? []
    : [`state is ${args.state} but all of the following are missing: ${missing.join(', ')}`];
}

/** The options, with `noauto` where it is not to be mounted at the start. */
export function optionsOf({ opts = 'defaults', boot }: AskedMount): {
  readonly opts: string;
  readonly boot: 'yes' | 'no';
  readonly warnings: readonly string[];
} {
  const words = opts.split(',');
  if (words.includes('noauto'))
    return { opts, boot: 'yes', warnings: ["Ignore the 'boot' due to 'opts' contains 'noauto'."] };
  if (boot) return { opts, boot: 'yes', warnings: [] };
  if (words.includes('defaults'))
    return { opts, boot: 'no', warnings: ["Ignore the 'boot' due to 'opts' contains 'defaults'."] };
  return { opts: `${opts},noauto`, boot: 'no', warnings: [] };
}
