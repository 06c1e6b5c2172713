import type { CloudReply } from '../http/exchange.ts';
import { Refusal } from '../http/refusal.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  416: 'Request Range Not Satisfiable',
  500: 'Internal Server Error',
};

/** What stands before the words of a controller that gives them as a detail. */
const EXPLANATIONS: Readonly<Record<number, string>> = {
  403: 'Access was denied to this resource.',
  409: 'There was a conflict when trying to complete your request.',
  416: 'The Range requested is not available.',
};

/** An error as Glance sends it to a client that takes JSON; `asPage` makes what others get. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  return refusal(status, `${message}<br /><br />\n\n\n`, headers);
}

/** The same, where Glance puts its words behind those that belong to the status. */
export function refuseInDetail(status: number, detail: string): Refusal {
  return refusal(status, `${EXPLANATIONS[status]!}<br /><br />\n${detail}\n\n`);
}

export const badRequest = (message: string): Refusal => refuse(400, message);
export const forbidden = (message: string): Refusal => refuse(403, message);
export const conflict = (message: string): Refusal => refuse(409, message);

/** `action` as in `publicize_image`. */
export function notAuthorized(action: string): Refusal {
  return forbidden(`You are not authorized to complete ${action} action.`);
}

export function noSuchImage(id: string): Refusal {
  return refuse(404, `No image found with ID ${id}`);
}

/** A path that leads nowhere. */
export function httpNotFound(): Refusal {
  return refuse(404, 'The resource could not be found.');
}

/** What Glance says of a mistake of its own. */
export function internalError(): Refusal {
  return refuse(500, 'The server has either erred or is incapable of performing the requested operation.');
}

export function methodNotAllowed(method: string, allowed: string): Refusal {
  return refusal(405, `The method ${method} is not allowed for this resource. <br /><br />\n`, {
    Allow: allowed,
  });
}

export function unsupportedMediaType(type: string, headers: Record<string, string> = {}): Refusal {
  return refusal(
    415,
    `The request media type ${type} is not supported by this server.\n<br /><br />\n`,
    headers,
  );
}

export function unauthorized(identityUrl: string): Refusal {
  return refuse(
    401,
    'This server could not verify that you are authorized to access the document you requested. Either you supplied ' +
      'the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials ' +
      'required.',
    { 'Www-Authenticate': `Keystone uri="${identityUrl}"` },
  );
}

function refusal(status: number, message: string, headers: Record<string, string> = {}): Refusal {
  const title = TITLES[status]!;
  return new Refusal({ status, headers, body: { message, code: `${status} ${title}`, title } }, message);
}

/** An error as a page, for a client that does not ask for JSON. */
export function asPage(reply: CloudReply): CloudReply {
  // Boundary: every refusal of this service has such a body.
  const { message, code } = reply.body as { readonly message: string; readonly code: string };
  const shown = escaped(message).replace(/&lt;br \/&gt;/g, '<br />');
  const title = ` <head>\n  <title>${code}</title>\n </head>`;
  return { ...reply, body: `<html>\n${title}\n <body>\n  <h1>${code}</h1>\n  ${shown}\n </body>\n</html>` };
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#x27;');
}
