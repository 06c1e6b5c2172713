import { templateError } from '../../errors.ts';
import { iterate } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { escapeHtml } from './escape.ts';

interface LinkOptions {
  readonly limit: number | undefined;
  /** The attributes behind `href`. */
  readonly attributes: string;
  readonly schemes: readonly string[];
}

/** `urlize`: addresses of web pages and of mail in a text as links. The text is escaped. */
export const urlizeFilter: FilterEntry = filter(
  'urlize',
  '[trim_url_limit] [nofollow] [target] [rel] [extra_schemes]',
  (value, args) => {
    const options = readOptions(args);
    return escapeHtml(str(value))
      .split(/(\s+)/u)
      .map((word) => linkWord(word, options))
      .join('');
  },
);

function readOptions(args: FilterArguments): LinkOptions {
  const relations = new Set([
    'noopener',
    ...args.text('rel').split(/\s+/),
    ...(args.flag('nofollow') ? ['nofollow'] : []),
  ]);
  relations.delete('');
  const target = args.get('target');
  const schemes = iterate(args.get('extra_schemes') ?? []).map(checkScheme);
  return {
    limit: args.optionalInteger('trim_url_limit'),
    attributes:
      ` rel="${escapeHtml([...relations].sort().join(' '))}"` +
      (target === undefined ? '' : ` target="${escapeHtml(str(target))}"`),
    schemes,
  };
}

function checkScheme(scheme: Value): string {
  const text = str(scheme);
  if (!/^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u.test(text))
    throw templateError(`${repr(text)} is not a valid URI scheme prefix.`);
  return text;
}

const word = '[\\p{L}\\p{N}_%-]';
const webAddress = new RegExp(
  '^(?:' +
    [
      `(?:https?://|www\\.)(?:${word}+\\.)*(?:[a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})`,
      `(?:${word}{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)`,
      'https?://(?:(?:\\d{1,3}\\.){3}\\d{1,3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])',
    ].join('|') +
    ')(?::\\d{1,5})?(?:[/?#]\\S*)?$',
  'iu',
);
const mailAddress = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;

function linkWord(text: string, options: LinkOptions): string {
  const head = /^(?:[(<]|&lt;)+/.exec(text)?.[0] ?? '';
  const rest = text.slice(head.length);
  const behind = /(?:[)>.,\n]|&gt;)+$/.exec(rest)?.[0] ?? '';
  const { middle, tail } = balance(rest.slice(0, rest.length - behind.length), behind);
  return head + link(middle, options) + tail;
}

/** A closing bracket behind an address belongs to it where the address opens one. */
function balance(address: string, behind: string): { readonly middle: string; readonly tail: string } {
  let [middle, tail] = [address, behind];
  for (const [open, close] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let left = Math.min(opened, count(tail, close)); left > 0; left--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return { middle, tail };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function link(address: string, { limit, attributes, schemes }: LinkOptions): string {
  if (webAddress.test(address)) {
    const target = /^https?:\/\//.test(address) ? address : `https://${address}`;
    const characters = [...address];
    const shown =
      limit !== undefined && characters.length > limit
        ? `${characters.slice(0, limit).join('')}...`
        : address;
    return `<a href="${target}"${attributes}>${shown}</a>`;
  }
  if (address.startsWith('mailto:') && mailAddress.test(address.slice(7)))
    return `<a href="${address}">${address.slice(7)}</a>`;
  if (mailAddress.test(address) && !address.startsWith('www.') && !address.includes(':'))
    return `<a href="mailto:${address}">${address}</a>`;
  const isKnown = schemes.some((scheme) => address !== scheme && address.startsWith(scheme));
  return isKnown ? `<a href="${address}"${attributes}>${address}</a>` : address;
}
