import { templateError } from '../../errors.ts';
import { typeName } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import { Undefined, type Value } from '../../value.ts';
import { alias, filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { escapeHtml, unescapeHtml } from './escape.ts';

/** Filters for HTML and XML. */
export const markupFilters: readonly FilterEntry[] = [
  ...alias(
    filter('escape', '', (value) => escapeHtml(str(value))),
    'e',
  ),
  filter('forceescape', '', (value) => escapeHtml(str(value))),
  filter('striptags', '', (value) => stripTags(str(value))),
  filter('xmlattr', '[autospace]', xmlAttributes),
];

function stripTags(text: string): string {
  const bare = text.replace(/<!--[\s\S]*?-->/g, '').replace(/<[^>]*>/g, '');
  return unescapeHtml(
    bare
      .split(/\s+/u)
      .filter((word) => word !== '')
      .join(' '),
  );
}

function xmlAttributes(value: Value, args: FilterArguments): string {
  if (!(value instanceof Map)) throw templateError(`'${typeName(value)}' object has no attribute 'items'`);
  const attributes = [...value]
    .filter(([, item]) => item !== null && !(item instanceof Undefined))
    .map(([key, item]) => {
      const name = str(key);
      if (/[\s/>=]/.test(name)) throw templateError(`Invalid character in attribute name: ${repr(name)}`);
      return `${escapeHtml(name)}="${escapeHtml(str(item))}"`;
    });
  const lead = args.flag('autospace', true) && attributes.length > 0 ? ' ' : '';
  return lead + attributes.join(' ');
}
