import type { Collection } from '../../../../modules/openstack/kind/collection.ts';
import { reference } from '../../../../modules/openstack/kind/codecs.ts';
import { defineKind, type Kind } from '../../../../modules/openstack/kind/kind.ts';

/** A collection that no cloud has. */
export function fakeCollection(name: string, more: Partial<Collection> = {}): Collection {
  const plural = `${name}s`;
  return {
    name,
    title: name.replaceAll('_', ' '),
    service: 'network',
    path: `/${plural}`,
    many: plural,
    one: name,
    owned: true,
    ...more,
  };
}

/** A kind with a field for each collection that it refers to: `network_ref`. */
export function fakeKind(
  collection: Collection,
  needs: readonly Collection[] = [],
  more: Partial<Kind> = {},
): Kind {
  const plural = more.plural ?? `${collection.name}s`;
  return defineKind({
    collection,
    type: `openstack.test.${collection.name}`,
    file: `${plural}.yml`,
    plural,
    about: `A ${collection.title}.`,
    scopedToProject: true,
    keys: () => [],
    label: () => collection.title,
    identity: () => collection.name,
    info: [],
    ...more,
    fields: [
      ...needs.map((needed) => ({
        name: `${needed.name}_ref`,
        set: 'always' as const,
        codec: reference(needed),
        schema: { type: 'string', description: 'A reference.' } as const,
      })),
      ...(more.fields ?? []),
    ],
  });
}
