import type { Body } from '../api/session.types.ts';
import { isBody, textOf } from '../kind/wire.ts';

/** The description of what drover makes for its conversion hosts: only that is removed again. */
export const MARK = 'Made by drover for its conversion hosts';

/** Whether drover made a thing for conversion hosts. */
export function isOurs(body: Body): boolean {
  return textOf(body, 'description')?.startsWith(MARK) === true;
}

/** The description of what belongs to one host. */
export function markOf(host: string): string {
  return `${MARK}: ${host}`;
}

/** The key of the metadata of a server that says which conversion host it is. */
export const HOST_MARK = 'drover_conversion_host';
/** The key of the metadata with the public part of the host's own key, where drover has made it. */
export const HOST_KEY_MARK = 'drover_host_key';

/** Which conversion host of drover's a server is; undefined if it is none. */
export function hostOf(server: Body): string | undefined {
  const { metadata } = server;
  return isBody(metadata) ? textOf(metadata, HOST_MARK) : undefined;
}

/** The host's own key that drover gave it. */
export function hostKeyOf(server: Body): string | undefined {
  const { metadata } = server;
  return isBody(metadata) ? textOf(metadata, HOST_KEY_MARK) : undefined;
}

/** The name of a host by its number, from 1. */
export function hostName(base: string, number: number): string {
  return number === 1 ? base : `${base}-${number}`;
}

/** Whether a name is that of one of several hosts with this name. */
export function isHostName(base: string, name: string): boolean {
  return name === base || (name.startsWith(`${base}-`) && /^\d+$/.test(name.slice(base.length + 1)));
}
