import type { ModuleResult } from '../../engine/module.ts';
import { withoutPassword, type HttpAnswer } from './api/http.ts';

export interface ResultArguments {
  readonly status_code: readonly number[];
  readonly return_content: boolean;
}

/** Whether the answer has a status that was asked for. */
export function isExpected(answer: HttpAnswer, args: ResultArguments): boolean {
  return args.status_code.includes(answer.status);
}

/** What is registered of an answer: its headers under names that can be written with dots, its status, its content. */
export function resultOf(answer: HttpAnswer, args: ResultArguments, elapsed: number): ModuleResult {
  const type = String(answer.headers['content-type'] ?? '');
  const text = decoded(answer.body, type);
  const isError = answer.status >= 300;
  const length = String(answer.headers['content-length'] ?? 'unknown');
  const msg = isError ? `HTTP Error ${answer.status}: ${answer.statusText}` : `OK (${length} bytes)`;
  const result = {
    ...headersOf(answer),
    changed: false,
    status: answer.status,
    url: withoutPassword(answer.url),
    redirected: answer.redirected,
    elapsed,
    ...(isError ? {} : cookiesOf(answer)),
    ...(args.return_content ? { content: text } : {}),
    ...(/\bjson\b/.test(type) ? jsonOf(text) : {}),
  };
  if (isExpected(answer, args)) return { ...result, ...(isError ? { body: text } : {}), msg };
  return { ...result, failed: true, msg: `${unexpected(answer.status, args)}: ${msg}` };
}

/** What is registered where there was no answer. */
export function failureResult(
  reason: string,
  help: string | undefined,
  args: ResultArguments & { readonly url: string },
  elapsed: number,
): ModuleResult {
  const result = { changed: false, status: -1, url: withoutPassword(args.url), redirected: false, elapsed };
  if (args.status_code.includes(-1)) return { ...result, msg: reason };
  return { ...result, failed: true, msg: `${unexpected(-1, args)}: ${reason}`, help };
}

function unexpected(status: number, { status_code: wanted }: ResultArguments): string {
  return `Status code was ${status} and not [${wanted.join(', ')}]`;
}

function headersOf(answer: HttpAnswer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name.replaceAll('-', '_'),
      name === 'location'
        ? absolute(String(value), answer.url)
        : Array.isArray(value)
          ? value.join(', ')
          : value,
    ]),
  );
}

function absolute(location: string, url: string): string {
  return URL.canParse(location, url) ? new URL(location, url).href : location;
}

function cookiesOf(answer: HttpAnswer): Record<string, unknown> {
  const lines = [answer.headers['set-cookie'] ?? []].flat();
  const pairs = lines.flatMap((line) => {
    const match = /^\s*([^=;\s]+)=([^;]*)/.exec(line);
    return match === null ? [] : [[match[1] ?? '', (match[2] ?? '').trim()] as const];
  });
  return {
    cookies: Object.fromEntries(pairs),
    cookies_string: pairs.map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

/** The text in the character set that the type names; UTF-8 where it names none, or an unknown one. */
function decoded(body: Uint8Array, type: string): string {
  const label = /charset="?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return {};
  }
}
