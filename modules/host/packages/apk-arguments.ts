import type { Schema } from '../../../engine/schema/types.ts';

const flag = (description: string) => ({ type: 'boolean', description, default: false }) as const;

/** The arguments of the apk module. */
export const apkArguments = {
  name: {
    type: 'array',
    items: { type: 'string', description: 'A package, `name=version` or `name@repository`.' },
    description: 'The packages.',
  },
  state: {
    type: 'string',
    enum: ['present', 'installed', 'absent', 'removed', 'latest'],
    description: 'Whether they are to be there.',
    default: 'present',
  },
  update_cache: flag('Read the lists of packages anew first.'),
  upgrade: flag('Upgrade all packages.'),
  available: flag('With upgrade: replace or downgrade packages that no repository has any more.'),
  no_cache: flag('Use no lists and packages that are kept.'),
  repository: {
    type: 'array',
    items: { type: 'string', description: 'A repository.' },
    description: 'Repositories to use in place of those of the machine.',
  },
  world: {
    type: 'string',
    description: 'The file that tells what was asked for.',
    default: '/etc/apk/world',
  },
} as const satisfies Readonly<Record<string, Schema>>;

export interface AskedApk {
  readonly name?: readonly string[];
  readonly state: 'present' | 'installed' | 'absent' | 'removed' | 'latest';
  readonly update_cache: boolean;
  readonly upgrade: boolean;
  readonly available: boolean;
  readonly no_cache: boolean;
  readonly repository?: readonly string[];
  readonly world: string;
}
