import { text, uuid } from '../values/check.ts';
import { toBoolean } from '../values/convert.ts';
import type { Attribute, Attributes } from './types.ts';

/** Something that the service says and nobody sets. */
export function shown(more: Partial<Attribute> = {}): Attribute {
  return more;
}

/** Something that can be set at any time. */
export function settable(fallback: unknown, more: Partial<Attribute> = {}): Attribute {
  return { post: true, put: true, fallback, ...more };
}

/** Something that can be set when the resource is made. */
export function atBirth(fallback: unknown, more: Partial<Attribute> = {}): Attribute {
  return { post: true, fallback, ...more };
}

/** Something that must be said when the resource is made. */
export function required(more: Partial<Attribute> = {}): Attribute {
  return { post: true, ...more };
}

export const identifier: Attribute = shown({ check: uuid, filter: true, sort: true });
export const name: Attribute = settable('', { check: text(255), filter: true, sort: true });
export const owner: Attribute = required({ check: text(255), filter: true, sort: true });
export const adminState: Attribute = settable(true, { convert: toBoolean, filter: true, sort: true });
export const description: Attribute = settable('', {
  check: text(255),
  filter: true,
  extension: 'standard-attr-description',
});

/** What every resource with a history has. */
export const history: Attributes = {
  revision_number: shown({ filter: true, extension: 'standard-attr-revisions' }),
  created_at: shown({ extension: 'standard-attr-timestamp' }),
  updated_at: shown({ extension: 'standard-attr-timestamp' }),
};

/** Tags, and the ways to ask for them. */
export const tags: Attributes = {
  tags: shown({ filter: true, extension: 'standard-attr-tag' }),
  'tags-any': shown({ filter: true, hidden: true, extension: 'standard-attr-tag' }),
  'not-tags': shown({ filter: true, hidden: true, extension: 'standard-attr-tag' }),
  'not-tags-any': shown({ filter: true, hidden: true, extension: 'standard-attr-tag' }),
};

/** The newer name of `tenant_id`; stands last. */
export const project: Attributes = { project_id: { ...owner, extension: 'project-id' } };
