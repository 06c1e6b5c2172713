import { Refusal } from '../http/refusal.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
};

const BLAME =
  'The server could not comply with the request since it is either malformed or otherwise incorrect. ' +
  'The client is assumed to be in error.';

/** An error as Keystone words it. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  const title = TITLES[status] ?? 'Error';
  return new Refusal({ status, headers, body: { error: { code: status, message, title } } }, message);
}

export function unauthorized(origin: string): Refusal {
  return refuse(401, 'The request you have made requires authentication.', challenge(origin));
}

/** The header that tells where to log in. */
export function challenge(origin: string): Record<string, string> {
  return { 'WWW-Authenticate': `Keystone uri="${origin}/v3"` };
}

/** A token that nobody holds: none at all, one that has ended, or no token of this cloud. */
export function unknownToken(id: string | undefined): Refusal {
  if (id === undefined || id === '') return refuse(404, 'No token in the request');
  const wasIssued = /^gAAAAAB[\w-]{100,}$/.test(id);
  return refuse(404, wasIssued ? 'Failed to validate token' : 'Could not recognize Fernet token');
}

/** `action` as in `identity:list_projects`. */
export function forbidden(action: string): Refusal {
  return refuse(403, `You are not authorized to perform the requested action: ${action}.`);
}

/** `kind` as Keystone says it: `project`, `Application Credential`. */
export function notFound(kind: string, id: string): Refusal {
  return refuse(404, `Could not find ${kind}: ${id}.`);
}

export function missing(what: string, where: string): Refusal {
  return refuse(400, `Expecting to find ${what} in ${where}. ${BLAME}`);
}

export function conflict(kind: string, details: string): Refusal {
  return refuse(409, `Conflict occurred attempting to store ${kind} - ${details}.`);
}
