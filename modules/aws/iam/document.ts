/** Policy documents: read, changed by statements, and compared whatever their order. */
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly [key: string]: unknown;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
  readonly [key: string]: unknown;
}

/** IAM gives documents with percent signs in them (RFC 3986). Throws `aws-policy` for what is none. */
export function readDocument(text: string, arn: string): PolicyDocument {
  try {
    const found = JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text) as {
      readonly Statement?: Statement | readonly Statement[];
    };
    if (found.Statement === undefined) throw new TypeError('it has no Statement');
    return { ...found, Statement: [found.Statement].flat() };
  } catch (error) {
    throw new DroverError('aws-policy', {
      detail: `The document of ${arn} cannot be read: ${messageOf(error)}.`,
      help: 'Look at it in the console of IAM.',
    });
  }
}

export function isSameDocument(one: PolicyDocument, other: PolicyDocument): boolean {
  return canonical(one) === canonical(other);
}

/** Neither the order of statements nor that of their lists means anything, nor whether a list of one is a list. */
function canonical({ Statement, ...rest }: PolicyDocument): string {
  return JSON.stringify([
    sorted(rest),
    Statement.map((statement) => JSON.stringify(sorted(statement))).toSorted(),
  ]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => sorted(item));
    const texts = items.map((item) => JSON.stringify(item)).toSorted();
    return texts.length === 1 ? items[0] : texts;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** For people, and for `--diff`. */
export function documentText(document: PolicyDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What IAM takes of a managed policy at most; blanks are not counted. */
const LONGEST = 6144;

export function lengthOf(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

export function isTooLong(document: PolicyDocument): boolean {
  return lengthOf(document) > LONGEST;
}
