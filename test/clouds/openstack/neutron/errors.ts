import { Refusal } from '../http/refusal.ts';

/** An error as Neutron sends it: `type` is the name of its class, as clients know it. */
export function refuse(status: number, type: string, message: string): Refusal {
  return new Refusal({ status, body: { NeutronError: { type, message, detail: '' } } }, message);
}

/** A request that is wrong before any resource is looked at. */
export function badRequest(message: string): Refusal {
  return refuse(400, 'HTTPBadRequest', message);
}

/** A value that does not go with the others, or with what is there. */
export function invalidInput(message: string, type = 'InvalidInput'): Refusal {
  return refuse(400, type, type === 'InvalidInput' ? `Invalid input for operation: ${message}.` : message);
}

/** A path that leads nowhere, or something that the caller may not know of. */
export function httpNotFound(): Refusal {
  return refuse(404, 'HTTPNotFound', 'The resource could not be found.');
}

/** What Neutron says of a mistake of its own. */
export function internalError(): Refusal {
  return refuse(
    500,
    'HTTPInternalServerError',
    'Request Failed: internal server error while processing your request.',
  );
}

/** What a resource is in the way of, or what is in its way. */
export function conflict(type: string, message: string): Refusal {
  return refuse(409, type, message);
}
