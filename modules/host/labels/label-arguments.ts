import type { Schema } from '../../../engine/schema/types.ts';

/** Arguments of modules that make files, about what the owner and the mode do not say. */
export const labelArguments = {
  seuser: {
    type: 'string',
    description:
      'The user of its label of SELinux; _default: what the policy says. Passed over where SELinux is off.',
  },
  serole: { type: 'string', description: 'The role of its label of SELinux, or _default.' },
  setype: { type: 'string', description: 'The type of its label of SELinux, or _default.' },
  selevel: { type: 'string', description: 'The level of its label of SELinux, or _default.' },
  attributes: {
    type: 'string',
    description: 'Flags of chattr(1): those that it has besides (+i), has not (-i), or has alone (=i, i).',
    aliases: ['attr'],
  },
} as const satisfies Readonly<Record<string, Schema>>;

export type AskedLabel = Readonly<Partial<Record<keyof typeof labelArguments, string>>>;

/** A file, or a folder with all that is in it. */
export interface LabelPlace {
  readonly path: string;
  readonly isDeep: boolean;
}

/** A path with what it has, and what it is to have. */
export interface LabelChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}
