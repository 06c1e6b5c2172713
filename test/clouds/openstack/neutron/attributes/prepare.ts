import type { JsonObject } from '../../http/exchange.ts';
import { isObject } from '../../http/exchange.ts';
import type { Who } from '../context.ts';
import { badRequest } from '../errors.ts';
import { UNSET } from '../values/unset.ts';
import type { Attributes } from './types.ts';

/** Values of one resource as the service takes them: converted, checked, with the fallbacks filled in. */
export type Values = Readonly<Record<string, unknown>>;

/** What POST says of one resource. Refuses with 400 what is unknown, not allowed, missing or of a wrong type. */
export function prepareCreate(given: JsonObject, attributes: Attributes, who: Who): Values {
  const values = withOwner(given, attributes, who, true);
  refuseUnknown(values, attributes);
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.post !== true) {
      if (name in values) throw badRequest(`Attribute '${name}' not allowed in POST`);
      continue;
    }
    if (name in values) continue;
    if (!('fallback' in attribute)) {
      throw badRequest(`Failed to parse request. Required attribute '${name}' not specified`);
    }
    values[name] = attribute.fallback;
  }
  return convertAndCheck(values, attributes);
}

/** What PUT says: only what it names. */
export function prepareUpdate(given: JsonObject, attributes: Attributes, who: Who): Values {
  const values = withOwner(given, attributes, who, false);
  refuseUnknown(values, attributes);
  for (const [name, attribute] of Object.entries(attributes)) {
    if (name in values && attribute.put !== true)
      throw badRequest(`Cannot update read-only attribute ${name}`);
  }
  return convertAndCheck(values, attributes);
}

/** The two names of the owner say the same, and only an administrator may name another one. */
function withOwner(
  given: JsonObject,
  attributes: Attributes,
  who: Who,
  isCreate: boolean,
): Record<string, unknown> {
  const values: Record<string, unknown> = { ...given };
  const owner = values['project_id'] ?? values['tenant_id'];
  if (owner !== undefined) {
    if ((values['tenant_id'] ?? owner) !== owner)
      throw badRequest("'project_id' and 'tenant_id' do not match");
    values['project_id'] = owner;
    values['tenant_id'] = owner;
    if (owner !== who.projectId && !who.isAdmin) {
      throw badRequest(
        "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request requires admin or advsvc privileges",
      );
    }
  }
  if (isCreate && owner === undefined && 'tenant_id' in attributes) {
    if (who.projectId === '') {
      throw badRequest('Running without keystone AuthN requires that tenant_id is specified');
    }
    values['tenant_id'] = who.projectId;
    if ('project_id' in attributes) values['project_id'] = who.projectId;
  }
  return values;
}

function refuseUnknown(values: JsonObject, attributes: Attributes): void {
  const unknown = Object.keys(values).filter((name) => !(name in attributes));
  if (unknown.length > 0) throw badRequest(`Unrecognized attribute(s) '${unknown.join(', ')}'`);
}

function convertAndCheck(values: Record<string, unknown>, attributes: Attributes): Values {
  for (const [name, { convert, check }] of Object.entries(attributes)) {
    if (!(name in values) || values[name] === UNSET) continue;
    if (convert) values[name] = convert(values[name]);
    const wrong = check?.(values[name]);
    if (wrong !== undefined) throw badRequest(`Invalid input for ${name}. Reason: ${wrong}.`);
  }
  return values;
}

/** The attributes that exist with these extensions. Asked for with every call, and so remembered. */
export function attributesWith(attributes: Attributes, extensions: ReadonlySet<string>): Attributes {
  const known = REMEMBERED.get(extensions) ?? new Map<Attributes, Attributes>();
  REMEMBERED.set(extensions, known);
  const found =
    known.get(attributes) ??
    Object.fromEntries(
      Object.entries(attributes).filter(
        ([, { extension }]) => extension === undefined || extensions.has(extension),
      ),
    );
  known.set(attributes, found);
  return found;
}

/** By a cloud's set of extensions, and so gone with the cloud. */
const REMEMBERED = new WeakMap<ReadonlySet<string>, Map<Attributes, Attributes>>();

/** The objects that a body holds: one under `member`, or several under `collection`. */
export function resourcesIn(
  body: unknown,
  member: string,
  collection: string,
): { readonly items: readonly JsonObject[]; readonly isBulk: boolean } {
  if (!isObject(body)) throw badRequest('Body contains invalid data');
  if (!(collection in body)) return { items: [oneIn(body, member)], isBulk: false };
  const list = body[collection];
  if (!Array.isArray(list) || list.length === 0) throw badRequest('Resources required');
  const items = list.map((item: unknown) => {
    if (!isObject(item)) throw badRequest('Body contains invalid data');
    return member in item ? oneIn(item, member) : item;
  });
  return { items, isBulk: true };
}

/** The object under `member`. */
export function oneIn(body: unknown, member: string): JsonObject {
  if (!isObject(body)) throw badRequest('Body contains invalid data');
  const value = body[member];
  if (value === undefined || value === null) throw badRequest(`Unable to find '${member}' in request body`);
  if (!isObject(value)) throw badRequest(`Object '${member}' contains invalid data`);
  return value;
}
