/** The one form of an answer of AWS: what was the same there is the same text here, whatever order it came in. */

/** Of the call and not of what was asked for. */
const ofCall = new Set(['$metadata', 'ClientToken', 'NextToken']);

/** Pre-shared keys of VPN connections: in the open, and in a document for the customer's device. */
const secret = new Set(['CustomerGatewayConfiguration', 'PreSharedKey']);

/** What tells the elements of a list apart; the first that an element has counts. */
const identities = [
  'Key',
  'RouteTableAssociationId',
  'AssociationId',
  'DestinationCidrBlock',
  'DestinationIpv6CidrBlock',
  'DestinationPrefixListId',
  'Cidr',
] as const;

/**
 * An answer as the snapshot has it: times as ISO 8601, keys and lists sorted, no secrets, nothing that is of the call
 * alone.
 */
export function normal<T>(value: T): T {
  return plain(value) as T;
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain).toSorted(byIdentity);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, one]) => one !== undefined && !ofCall.has(key) && !secret.has(key))
    .map(([key, one]) => [key, plain(one)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => compareTexts(one, other)));
}

function byIdentity(one: unknown, other: unknown): number {
  return compareTexts(identityOf(one), identityOf(other)) || compareTexts(textOf(one), textOf(other));
}

function identityOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const entries: Readonly<Record<string, unknown>> = { ...value };
  const key = identities.find((name) => typeof entries[name] === 'string');
  return key === undefined ? '' : String(entries[key]);
}

/** Keys are sorted by now, so that the same value is the same text. */
function textOf(value: unknown): string {
  return JSON.stringify(value);
}

/** By code units: the same on every machine, whatever its language. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The elements of a list by an id of theirs. */
export function sorted<T>(list: readonly T[], id: keyof T): readonly T[] {
  return list.toSorted((one, other) => compareTexts(String(one[id]), String(other[id])));
}
