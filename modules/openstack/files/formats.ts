import type { StringSchema } from '../../../engine/schema/types.ts';
import { cidrOf, isAddress } from '../kind/addresses.ts';

type Format = NonNullable<StringSchema['format']>;

const CHECKS: Readonly<Record<Format, (text: string) => boolean>> = {
  path: (text) => text !== '',
  ipv4: (text) => isAddress(text, 4),
  ipv6: (text) => isAddress(text, 6),
  ip: (text) => isAddress(text),
  cidr: (text) => cidrOf(text) !== undefined,
  mac: (text) => /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text),
  uri: (text) => URL.canParse(text),
  uuid: (text) => /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text),
};

/** Whether a text is of a format. */
export function isOfFormat(text: string, format: Format): boolean {
  return CHECKS[format](text);
}
