import { Refusal } from '../http/refusal.ts';

/** The word that Nova puts around an error, by its status; `computeFault` for the others. */
const FAULTS: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  415: 'badMediaType',
};

/** An error as Nova's controllers send it. */
export function fault(status: number, message: string): Refusal {
  const body = { [FAULTS[status] ?? 'computeFault']: { code: status, message } };
  return new Refusal(
    { status, headers: { 'Content-Type': 'application/json; charset=UTF-8' }, body },
    message,
  );
}

export const badRequest = (message: string): Refusal => fault(400, message);

export const conflict = (message: string): Refusal => fault(409, message);

/** `action` as in `os-keypairs:create`, or a whole name such as `compute:servers:create`. */
export function forbidden(action: string): Refusal {
  const name = action.startsWith('compute:') ? action : `os_compute_api:${action}`;
  return fault(403, `Policy doesn't allow ${name} to be performed.`);
}

/** Something that is not there; without words for a call that this version of the API does not have. */
export function notFound(message = 'The resource could not be found.'): Refusal {
  return fault(404, message);
}

/** What Nova says of a mistake of its own; `kind` is the class of what was thrown in it. */
export function internalError(kind: string): Refusal {
  return fault(
    500,
    'Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if ' +
      `possible.\n<class '${kind}'>`,
  );
}
