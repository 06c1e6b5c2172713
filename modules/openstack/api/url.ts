/** The URL, or undefined if the text is none. */
export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A URL without user name, password and query: what may be shown. */
export function shownUrl(url: string): string {
  const parsed = parseUrl(url);
  if (parsed === undefined) return url.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/s, '');
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

/** The URL without slashes at its end, without query and fragment. */
export function trimUrl(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** `url` with the query appended; lists become repeated keys, undefined values are left out. */
export function withQuery(url: string, query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [String(value)]) parameters.append(key, one);
  }
  const text = parameters.toString();
  if (text === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${text}`;
}
