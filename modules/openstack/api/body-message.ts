import { isObject, listAt, parseJson, textAt } from './json.ts';

const LONGEST = 600;

/**
 * What a body says of an error, in its own words: Neutron's `NeutronError`, Keystone's `error`, the one-key objects
 * of Nova and Cinder, Placement's `errors`, Glance's HTML, or plain text. Undefined if it says nothing. Secrets are
 * taken out before tags are stripped and before the text is cut, so that no part of one is left over.
 */
export function messageOfBody(
  text: string,
  redact: (text: string) => string = (same) => same,
): string | undefined {
  const trimmed = redact(text).trim();
  if (trimmed === '') return undefined;
  const said = isHtml(trimmed) ? messageOfHtml(trimmed) : messageOfText(trimmed);
  const oneLine = said
    ?.replace(/<br\s*\/?>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (oneLine === undefined || oneLine === '') return undefined;
  const clean = redact(oneLine);
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/** Whether a body is a web page. */
export function isHtml(text: string): boolean {
  return /^\s*(<!--.*?-->\s*)*(<!doctype html|<html|<head|<body|<\?xml)/is.test(text);
}

function messageOfText(text: string): string | undefined {
  const body = parseJson(text);
  if (body === undefined) return /^[{[]/.test(text) ? undefined : text;
  if (typeof body === 'string') return body;
  if (!isObject(body)) return undefined;
  return fromErrors(body) ?? fromObject(body) ?? fromOnlyKey(body);
}

function fromErrors(body: Readonly<Record<string, unknown>>): string | undefined {
  const details = listAt(body, 'errors').flatMap(
    (one) => textAt(one, 'detail') ?? textAt(one, 'title') ?? [],
  );
  return details.length === 0 ? undefined : details.join(' ');
}

function fromObject(error: Readonly<Record<string, unknown>>): string | undefined {
  const message = textAt(error, 'message') ?? textAt(error, 'faultstring') ?? textAt(error, 'title');
  const detail = textAt(error, 'detail') ?? textAt(error, 'details');
  const useful = detail !== undefined && detail !== '' && detail !== message && !detail.includes('Traceback');
  if (message === undefined || message === '') return useful ? detail : undefined;
  return useful ? `${message} ${detail}` : message;
}

function fromOnlyKey(body: Readonly<Record<string, unknown>>): string | undefined {
  for (const value of Object.values(body)) {
    if (typeof value === 'string' && value !== '') return value;
    if (isObject(value)) return fromObject(value);
  }
  return undefined;
}

/** The text of a page: what stands after its heading, else its heading, else its title. */
function messageOfHtml(page: string): string | undefined {
  const heading = textOf(/<h1[^>]*>(.*?)<\/h1>/is.exec(page)?.[1] ?? '');
  const after = textOf(/<\/h1>(.*?)(<\/body>|<\/html>|$)/is.exec(page)?.[1] ?? '');
  const title = textOf(/<title[^>]*>(.*?)<\/title>/is.exec(page)?.[1] ?? '');
  return [after, heading, title, textOf(page)].find((text) => text !== '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  amp: '&',
};

function textOf(html: string): string {
  return html
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (whole, code: string) =>
      Number(code) < 0x110000 ? String.fromCodePoint(Number(code)) : whole,
    )
    .replace(/&([a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}
