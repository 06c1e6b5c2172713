import { pythonText } from '../../neutron/values/python.ts';
import { badRequest } from '../errors.ts';
import { findFlaw } from './find-flaw.ts';
import { pythonPattern } from './patterns.ts';
import type { Schema } from './types.ts';

/** Refuses a body that is not as the schema says with 400, in the words of Nova. No body is null. */
export function checkBody(schema: Schema, body: unknown): void {
  const flaw = findFlaw(schema, body);
  if (!flaw) return;
  const key = flaw.path.at(-1);
  throw badRequest(
    key === undefined || flaw.isPlain
      ? flaw.message
      : `Invalid input for field/attribute ${key}. Value: ${pythonText(flaw.value)}. ${flaw.message}`,
  );
}

/** The same for the parameters of a query, each of which is a list of texts. Answers with those that the schema knows. */
export function checkQuery(schema: Schema, query: URLSearchParams): URLSearchParams {
  const lists = Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
  const flaw = findFlaw(schema, lists);
  if (!flaw) return new URLSearchParams([...query].filter(([name]) => isKnown(schema, name)));
  const [name] = flaw.path;
  throw badRequest(
    name === undefined || flaw.isPlain
      ? flaw.message
      : `Invalid input for query parameters ${name}. Value: ${pythonText(flaw.value)}. ${flaw.message}`,
  );
}

function isKnown({ properties = {}, patternProperties = {} }: Schema, name: string): boolean {
  return (
    Object.hasOwn(properties, name) ||
    Object.keys(patternProperties).some((pattern) => pythonPattern(pattern).test(name))
  );
}
