import type { AnyOfSchema, ObjectSchema } from '../../../../engine/schema/types.ts';
import { aviatrixSchema, envAccessSchema, ssmAccessSchema } from './schema/aviatrix.ts';
import { discoverySchema } from './schema/discovery.ts';
import { classicOptionsSchema, groupOptionsSchema } from './schema/options.ts';
import { readScalar } from './read-scalar.ts';

/** Mappings that are one of two, by one of their keys. */
export interface Choice {
  readonly of: AnyOfSchema;
  readonly key: string;
  /** By the value of the key; the first one where the key is not written. */
  readonly variants: readonly {
    readonly value: unknown;
    readonly schema: ObjectSchema;
    readonly words: string;
  }[];
}

export const choices: readonly Choice[] = [
  {
    of: discoverySchema.properties.config,
    key: 'configure_spoke_gw_hs',
    variants: [
      { value: false, schema: classicOptionsSchema, words: 'configure_spoke_gw_hs: false' },
      { value: true, schema: groupOptionsSchema, words: 'configure_spoke_gw_hs: true' },
    ],
  },
  {
    of: aviatrixSchema.properties.tf_controller_access,
    key: 'mode',
    variants: [
      { value: 'ENV', schema: envAccessSchema, words: 'mode: ENV' },
      { value: 'SSM', schema: ssmAccessSchema, words: 'mode: SSM' },
    ],
  },
];

export interface Variant {
  readonly schema: ObjectSchema;
  /** Where a key belongs that only the other variant has. */
  readonly elsewhere: (key: string) => string | undefined;
}

/** The variant of a mapping that is one of several. */
export function variantOf(schema: AnyOfSchema, value: unknown): Variant | undefined {
  const choice = choices.find(({ of }) => of === schema);
  if (choice === undefined) return undefined;
  const { key, variants } = choice;
  const written: unknown =
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([one]) => one === key)?.[1]
      : undefined;
  const [first] = variants;
  const property = first?.schema.properties[key];
  // The key is read as it will be: `"true"` is true.
  const read =
    property?.type === 'boolean' || property?.type === 'string'
      ? readScalar(property, written, key)
      : undefined;
  const chosen =
    variants.find((one) => read !== undefined && 'value' in read && one.value === read.value) ?? first;
  if (chosen === undefined) return undefined;
  return {
    schema: chosen.schema,
    elsewhere: (name) => {
      const other = variants.find((one) => Object.hasOwn(one.schema.properties, name));
      return other && `It goes with ${other.words}; here it is ${chosen.words}. Take it out, or change that.`;
    },
  };
}
