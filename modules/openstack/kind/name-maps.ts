import type { Schema } from '../../../engine/schema/types.ts';
import { isBody } from './wire.ts';

/**
 * What things of the source are called at the destination, by what they are: `{flavor: {m1.small: small}}`. A person
 * says so for what is not migrated, but replaced.
 */
export type NameMaps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Nothing is called otherwise. */
export const NO_NAME_MAPS: NameMaps = {};

/** The sorts of things that maps are for, with what their values name. */
export const MAPPABLE = {
  network: 'networks',
  external_network: 'networks that lead outside',
  flavor: 'flavors',
  image: 'images',
  volume_type: 'volume types',
  availability_zone: 'availability zones',
  project: 'projects',
  user: 'users',
} as const satisfies Readonly<Record<string, string>>;

/** The argument of modules that take the maps. */
export const nameMapsArgument = {
  name_maps: {
    type: 'object',
    description:
      'What things of the source are called at the destination, where nothing is migrated but something else is used: {flavor: {m1.small: small}}. Maps of network, external_network, flavor, image, volume_type, availability_zone, project and user.',
    properties: {},
    additionalProperties: true,
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** The name or id that a thing has at the destination, if a map says so. The first of the sorts that does counts. */
export function mappedName(maps: NameMaps, sorts: readonly string[], name: string): string | undefined {
  for (const sort of sorts) {
    const map = maps[sort];
    if (map !== undefined && Object.hasOwn(map, name)) return map[name];
  }
  return undefined;
}

/** The maps in an argument; throws nothing: `mapFlaws` tells what is wrong with it. */
export function nameMapsIn(value: unknown): NameMaps {
  if (!isBody(value)) return NO_NAME_MAPS;
  return Object.fromEntries(
    Object.entries(value).flatMap(([sort, map]) =>
      isBody(map)
        ? [[sort, Object.fromEntries(Object.entries(map).map(([from, to]) => [from, String(to)]))]]
        : [],
    ),
  );
}

/** What is wrong with an argument that is to hold maps, in words. */
export function mapFlaws(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!isBody(value)) return ['name_maps is no mapping of mappings'];
  return Object.entries(value).flatMap(([sort, map]) => {
    if (typeof map === 'string' || map === null) return [];
    const variable = `os_migrate_${sort}_map`;
    if (!Object.hasOwn(MAPPABLE, sort))
      return [`there is no map of ${sort}: maps are for ${Object.keys(MAPPABLE).join(', ')}`];
    if (!isBody(map)) return [`${variable} is no mapping of names of the source to names of the destination`];
    return Object.entries(map).flatMap(([from, to]) =>
      typeof to === 'string' || typeof to === 'number'
        ? []
        : [`${variable}: "${from}" stands for ${JSON.stringify(to)}, which is no name`],
    );
  });
}
