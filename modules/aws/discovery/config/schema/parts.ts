import type { ArraySchema, StringSchema } from '../../../../../engine/schema/types.ts';
import { forms } from '../forms.ts';

/** A list of CIDRs, IPv4 or IPv6. */
export function cidrs<const D extends readonly string[]>(description: string, fallback: D) {
  return {
    type: 'array',
    items: { type: 'string', format: 'cidr', description: 'A CIDR.' },
    default: fallback,
    description,
  } as const satisfies ArraySchema;
}

/** A list of tags, none by default. */
export function tags(description: string) {
  return {
    type: 'array',
    items: {
      type: 'object',
      description: 'A tag.',
      properties: {
        key: { type: 'string', minLength: 1, description: 'The key.' },
        value: { type: 'string', description: 'The value.' },
      },
      required: ['key', 'value'],
    },
    default: [],
    description,
  } as const satisfies ArraySchema;
}

/** A text of one of the forms. */
export function text(form: keyof typeof forms, description: string) {
  return { type: 'string', pattern: forms[form].pattern, description } as const satisfies StringSchema;
}
