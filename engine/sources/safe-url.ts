import { secretParameter } from '../text/secret-parameter.ts';

/** Schemes of HTTP, alone or behind the name of a source control: `git+https:`. */
const httpScheme = /^(?:[a-z]+\+)?https?:$/;

/**
 * A URL as it may stand in a lock, a journal or a message: without a password, without the user of an HTTP URL (there a
 * token is often the user), without what follows `#`, and with the secret parts of its query taken out. What is no URL
 * (a path, `git@host:path`) stays as it is.
 */
export function safeUrl(text: string): string {
  const url = parsedUrl(text);
  if (url === undefined) return text;
  url.password = '';
  if (httpScheme.test(url.protocol)) url.username = '';
  url.hash = '';
  for (const name of new Set(url.searchParams.keys()))
    if (secretParameter.test(name)) url.searchParams.delete(name);
  const safe = url.toString();
  // The class writes a slash that was not there.
  return url.pathname === '/' && url.search === '' && !/^[^:]+:\/\/[^/]*\//.test(text)
    ? safe.replace(/\/$/, '')
    : safe;
}

/** Whether a URL carries something that must not be written down. */
export function hasSecret(text: string): boolean {
  const url = parsedUrl(text);
  if (url === undefined) return false;
  const isHttp = httpScheme.test(url.protocol);
  return (
    url.password !== '' ||
    (isHttp && url.username !== '') ||
    [...url.searchParams.keys()].some((name) => secretParameter.test(name))
  );
}

/** Texts that a message must not hold: the secrets of a URL, as written and decoded. */
export function secretsOf(text: string): readonly string[] {
  const url = parsedUrl(text);
  if (url === undefined) return [];
  const isHttp = httpScheme.test(url.protocol);
  const found = [url.password, ...(isHttp ? [url.username] : [])].flatMap((part) => [part, decoded(part)]);
  for (const [name, value] of url.searchParams) if (secretParameter.test(name)) found.push(value);
  return [...new Set(found.filter((part) => part !== ''))];
}

/** A text of people with what looks like the secret part of an address covered, whether the address can be read or not. */
export function covered(text: string): string {
  return text
    .replace(/(https?:\/\/)[^/\s'"]+@/gi, '$1***@')
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^:/@\s'"]+):[^/\s'"]+@/gi, '$1:***@')
    .replace(/([?&]([\w.-]+)=)[^&\s'",]+/g, (all, start: string, name: string) =>
      secretParameter.test(name) ? `${start}***` : all,
    );
}

export function parsedUrl(text: string): URL | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
