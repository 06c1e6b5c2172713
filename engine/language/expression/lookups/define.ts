import { readArguments, unexpectedKeyword, type FilterArguments } from '../filters/define.ts';
import type { LookupFunction } from '../environment.ts';
import { typeName } from '../operations.ts';
import { templateError } from '../errors.ts';
import type { Value } from '../value.ts';

export type LookupEntry = readonly [name: string, lookup: LookupFunction];

/** A lookup with the names of its options. Throws for an option that it does not have. */
export function lookup(
  name: string,
  options: string,
  body: (terms: readonly Value[], options: FilterArguments) => Value[],
): LookupEntry {
  const known = options.split(' ').filter((word) => word !== '');
  return [
    name,
    (terms, named, environment) => {
      const unknown = [...named.keys()].find((key) => !known.includes(key));
      if (unknown !== undefined) throw unexpectedKeyword(`lookup ${name}`, unknown, known);
      return body(terms, readArguments(named, environment));
    },
  ];
}

/** The text that a term has to be. */
export function requireTerm(term: Value, name: string): string {
  if (typeof term === 'string') return term;
  throw templateError(
    `Invalid setting identifier, "${typeName(term)}" is not a string`,
    `The lookup ${name} takes texts.`,
  );
}
