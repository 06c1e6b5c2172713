import { asText, type CloudRequest } from '../http/exchange.ts';
import type { Context } from './context.ts';
import { refuse } from './errors.ts';
import type { OwnedRow } from './kind.ts';

const TAG = /"?revision_number=([^",]*)"?/g;

/** A check that a row is at the revision that the request's `If-Match` names; anything passes if it names none. */
export function checkIfMatch(request: CloudRequest, { state }: Context): (row: OwnedRow) => void {
  const found = [...(request.headers['if-match'] ?? '').matchAll(TAG)].map((match) => match[1] ?? '');
  const [wanted] = found;
  if (wanted === undefined) return () => undefined;
  if (found.length > 1) throw bad('Multiple revision_number etags are not supported');
  if (!state.extensions.has('revision-if-match')) {
    throw bad('This server does not support constraining operations based on revision numbers');
  }
  if (!/^-?\d+$/.test(wanted))
    throw bad('Revision number etag must be in the format of revision_number=<int>');
  return (row) => {
    const current = 'revision_number' in row ? row.revision_number : undefined;
    if (current === undefined || current === Number(wanted)) return;
    throw refuse(
      412,
      'RevisionNumberConstraintFailed',
      `Constrained to ${wanted}, but current revision is ${asText(current)}`,
    );
  };
}

function bad(message: string): Error {
  return refuse(400, 'BadRequest', `Bad if-match request: ${message}.`);
}
