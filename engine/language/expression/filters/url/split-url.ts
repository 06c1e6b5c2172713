import { templateError } from '../../errors.ts';

/** The parts of a URL, as Python's `urllib.parse.urlsplit` finds them. */
export interface UrlParts {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

export function splitUrl(source: string): UrlParts {
  let rest = source.replace(/^[\u0000-\u0020]+/, '').replace(/[\t\r\n]/g, '');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(rest)?.[1] ?? '';
  if (scheme !== '') rest = rest.slice(scheme.length + 1);
  let netloc = '';
  if (rest.startsWith('//')) {
    netloc = /^\/\/([^/?#]*)/.exec(rest)?.[1] ?? '';
    rest = rest.slice(netloc.length + 2);
    if (netloc.includes('[') !== netloc.includes(']')) throw templateError('Invalid IPv6 URL');
  }
  const [beforeFragment, fragment] = cut(rest, '#');
  const [path, query] = cut(beforeFragment, '?');
  return { scheme: scheme.toLowerCase(), netloc, path, query, fragment };
}

/** User, password, host and port of a `netloc`; undefined for what is not there. */
export interface NetworkLocation {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly hostname: string | undefined;
  readonly port: number | undefined;
}

export function splitNetworkLocation(netloc: string): NetworkLocation {
  const at = netloc.lastIndexOf('@');
  const user = at === -1 ? undefined : netloc.slice(0, at);
  const [username, password] = user === undefined ? [] : splitPair(user, ':');
  const host = netloc.slice(at + 1);
  const bracketed = /^[^[]*\[([^\]]*)\](.*)$/.exec(host);
  const [name, port] =
    bracketed === null ? splitPair(host, ':') : [bracketed[1] ?? '', splitPair(bracketed[2] ?? '', ':')[1]];
  return {
    username,
    password,
    hostname: name === '' ? undefined : lowerHost(name),
    port: readPort(port),
  };
}

function lowerHost(name: string): string {
  const [host, zone] = splitPair(name, '%');
  return host.toLowerCase() + (zone === undefined ? '' : `%${zone}`);
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text)) throw templateError(`Port could not be cast to integer value as '${text}'`);
  const port = Number(text);
  if (port > 65535) throw templateError('Port out of range 0-65535');
  return port;
}

function splitPair(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function cut(text: string, separator: string): [string, string] {
  const [before, after = ''] = splitPair(text, separator);
  return [before, after];
}
