/** Parameters of EC2's calls, and filters over what a list has. */
import { randomBytes } from 'node:crypto';
import { Refusal } from './answers.ts';
import type { Call } from './mend.types.ts';
import { filtersOf, listOf } from './wire.ts';

/** A parameter that must be there. */
export function needed({ request }: Call, name: string): string {
  const value = request.params.get(name);
  if (value === undefined || value === '')
    throw new Refusal('MissingParameter', `The request must contain the parameter ${name}`);
  return value;
}

/** A list that the wire calls by the singular or the plural. */
export function idsOf({ request: { params } }: Call, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => listOf(params, name));
}

export type Tags = Map<string, string>;

/** The tags that a resource is created with. */
export function tagsGiven({ request: { params } }: Call): Tags {
  const tags: Tags = new Map();
  for (const list of ['TagSpecification', 'TagSpecifications'])
    for (let spec = 1; params.has(`${list}.${spec}.ResourceType`); spec += 1)
      for (const [key, value] of tagsUnder(params, `${list}.${spec}.Tag`)) tags.set(key, value);
  return tags;
}

export function tagsUnder(params: ReadonlyMap<string, string>, prefix: string): Tags {
  const tags: Tags = new Map();
  for (let at = 1; params.has(`${prefix}.${at}.Key`); at += 1)
    tags.set(params.get(`${prefix}.${at}.Key`) ?? '', params.get(`${prefix}.${at}.Value`) ?? '');
  return tags;
}

export function tagSet(tags: Tags): readonly { key: string; value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** `tgw-0a1b…`, as AWS numbers its resources. */
export function newId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

/** `true`: this filter was looked at already. */
export type Fields = Readonly<Record<string, string | readonly string[] | true>>;

/** Whether an element passes all filters of a call; a filter that the bed does not know is refused as AWS does. */
export function passes(call: Call, fields: Fields, tags: Tags = new Map()): boolean {
  return [...filtersOf(call.request.params)].every(([name, values]) => {
    const found = name.startsWith('tag:')
      ? [tags.get(name.slice(4))].filter((value) => value !== undefined)
      : name === 'tag-key'
        ? [...tags.keys()]
        : fields[name];
    if (found === undefined) throw new Refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
    if (found === true) return true;
    return [found].flat().some((value) => values.some((pattern) => isLike(pattern, value)));
  });
}

/** `*` and `?` are wildcards. */
function isLike(pattern: string, value: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

/** A state that is left after a time. */
export interface Passing {
  readonly now: string;
  readonly then: string;
  readonly at: number;
}

export function passing(call: Call, now: string, then: string): Passing {
  return { now, then, at: Date.now() + call.settings.settleMs };
}

export function stateNow({ now, then, at }: Passing): string {
  return Date.now() >= at ? then : now;
}
