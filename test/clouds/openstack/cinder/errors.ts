import { Refusal } from '../http/refusal.ts';

/** The word that Cinder puts around an error, by its status; `computeFault` for the others. */
const FAULTS: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  413: 'overLimit',
};

/** An error as Cinder's controllers send it. */
export function fault(status: number, message: string): Refusal {
  const body = { [FAULTS[status] ?? 'computeFault']: { code: status, message } };
  return new Refusal({ status, body }, message);
}

export const badRequest = (message: string): Refusal => fault(400, message);
export const conflict = (message: string): Refusal => fault(409, message);
export const invalidInput = (message: string): Refusal => badRequest(`Invalid input received: ${message}`);

/** A request that Cinder says nothing particular of. */
export function malformed(): Refusal {
  return badRequest(
    'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  );
}

/** `action` as in `volume_extension:type_create`. */
export function forbidden(action: string): Refusal {
  return fault(403, `Policy doesn't allow ${action} to be performed.`);
}

/** Something that is not there; without words for a call that this version of the API does not have. */
export function notFound(message = 'The resource could not be found.'): Refusal {
  return fault(404, message);
}

/** A limit that is reached; `kind` is the class of the error. */
export function overLimit(kind: string, message: string): Refusal {
  const words = `${kind}: ${message}`;
  const body = { overLimit: { code: 413, message: words, retryAfter: '0' } };
  return new Refusal({ status: 413, headers: { 'Retry-After': '0' }, body }, words);
}

/** What Cinder says of a mistake of its own. */
export function internalError(): Refusal {
  return fault(500, 'The server has either erred or is incapable of performing the requested operation.');
}

/** A path that leads nowhere. */
export function httpNotFound(): Refusal {
  const message = 'The resource could not be found.<br /><br />\n\n\n';
  const body = { message, code: '404 Not Found', title: 'Not Found' };
  return new Refusal({ status: 404, body }, message);
}

export function unauthorized(identityUrl: string): Refusal {
  const message = 'The request you have made requires authentication.';
  const body = { error: { code: 401, title: 'Unauthorized', message } };
  const headers = { 'Www-Authenticate': `Keystone uri="${identityUrl}"` };
  return new Refusal({ status: 401, headers, body }, message);
}
