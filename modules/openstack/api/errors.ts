import type { DiagnosticCode } from '../../../engine/diagnostics/catalogue/index.ts';
import { DroverError, type CallFacts } from '../../../engine/diagnostics/drover-error.ts';
import { isHtml, messageOfBody } from './body-message.ts';
import { overrideKey, PROJECT_OF_SERVICE } from './catalogue.ts';
import type { Redactor } from './redact.ts';
import type { Service } from './session.types.ts';
import type { WireAnswer } from './transport.ts';
import { shownUrl } from './url.ts';

/** What a call was, for messages about it. */
export interface CallContext {
  /** The session's label. */
  readonly label: string;
  readonly service: Service;
  readonly method: string;
  readonly url: string;
  readonly redact: Redactor;
  /** Who calls, in words: `user "src" in project "src"`. */
  readonly caller: string;
}

interface StatusRule {
  readonly code: DiagnosticCode;
  readonly what: string;
  readonly help: string;
}

const RULES: Readonly<Record<number, StatusRule>> = {
  400: {
    code: 'openstack-refused',
    what: 'refused the call as wrong',
    help: 'Mend the value that the message names.',
  },
  401: {
    code: 'openstack-auth',
    what: 'refused the token',
    help: 'The token was renewed and refused again: check that this service trusts the Keystone at the auth URL.',
  },
  403: {
    code: 'openstack-forbidden',
    what: 'forbids the call',
    help: "Use credentials with the role that the service's policy asks for, or leave out what only an administrator may set.",
  },
  404: {
    code: 'openstack-not-found',
    what: 'knows no such thing',
    help: 'It may have been deleted meanwhile, or belong to another project. A path that is wrong altogether means that the service does not have this feature.',
  },
  406: {
    code: 'openstack-microversion',
    what: 'does not speak the microversion',
    help: 'Use a microversion within the range that the service tells.',
  },
  409: {
    code: 'openstack-conflict',
    what: 'reports a conflict',
    help: 'Something of this name or address is there already, is in use, or a quota is used up; the message says which.',
  },
  413: {
    code: 'openstack-quota',
    what: 'reports that a quota is used up',
    help: 'Raise the quota of the project at this cloud, or delete what is not needed.',
  },
  429: {
    code: 'openstack-refused',
    what: 'was asked too often',
    help: 'Lower the number of calls side by side (concurrency), or try again later.',
  },
};

const SERVER_FAULT: StatusRule = {
  code: 'openstack-failed',
  what: 'failed at the call',
  help: "The fault is on the cloud's side: its logs have more under the request id.",
};

const WRONG_PLACE = 'Check that the endpoint in the catalogue (or its override) leads to this service.';

const OTHER: StatusRule = {
  code: 'openstack-refused',
  what: 'refused the call',
  help: 'See the message of the service.',
};

/** The error for an answer of status 300 and above. `note` is a further sentence, such as how often it was tried. */
export function statusError(answer: WireAnswer, context: CallContext, note = ''): DroverError {
  if (answer.status < 400) return redirected(answer, context);
  const said = messageOfBody(answer.text, context.redact);
  const rule = ruleFor(answer.status, said);
  const call = callFacts(context, answer);
  const who = answer.status === 403 ? `, to ${context.caller}` : '';
  const words = said === undefined ? '' : `: ${said.replace(/[.\s]+$/, '')}`;
  const page =
    isHtml(answer.text) && answer.status >= 500
      ? ' (The answer is a web page: a proxy or web server stands before the service.)'
      : '';
  const id = call.requestId === undefined ? '' : ` Request id ${call.requestId}.`;
  return new DroverError(rule.code, {
    detail:
      `${named(context)} ${rule.what}${who}: ${context.method} ${shownUrl(context.url)} was answered with ` +
      `${answer.status}${words}.${page}${note === '' ? '' : ` ${note}`}${id}`,
    help: said === undefined && rule === OTHER ? WRONG_PLACE : rule.help,
    call,
  });
}

/** A redirect that was not followed, or a choice of versions (300). */
function redirected(answer: WireAnswer, context: CallContext): DroverError {
  const { location } = answer.headers;
  const target =
    typeof location === 'string' && URL.canParse(location, context.url)
      ? shownUrl(new URL(location, context.url).href)
      : undefined;
  const asked = `${context.method} ${shownUrl(context.url)} (${named(context)})`;
  return new DroverError('openstack-bad-answer', {
    detail:
      target === undefined
        ? `${asked} was answered with ${answer.status}, which is none of this service's answers.`
        : `${asked} was redirected to ${target}. Tokens are not sent on to another host or to plain http.`,
    help:
      target === undefined
        ? WRONG_PLACE
        : `If the service is there, have the catalogue name it, or set ${overrideKey(context.service)} in clouds.yaml.`,
    call: callFacts(context, answer),
  });
}

function ruleFor(status: number, said: string | undefined): StatusRule {
  if (said !== undefined && (status === 403 || status === 409) && /quota/i.test(said))
    return RULES[413] ?? OTHER;
  return RULES[status] ?? (status >= 500 ? SERVER_FAULT : OTHER);
}

/** `Neutron of source (cloud.example)`. */
export function named(context: Pick<CallContext, 'service' | 'label'>): string {
  return `${PROJECT_OF_SERVICE[context.service]} of ${context.label}`;
}

/** An answer that came but cannot be used. */
export function badAnswer(answer: WireAnswer, context: CallContext, why: string): DroverError {
  const said = isHtml(answer.text) ? messageOfBody(answer.text, context.redact) : undefined;
  return new DroverError('openstack-bad-answer', {
    detail:
      `${context.method} ${shownUrl(context.url)} (${named(context)}) was answered with ${answer.status}, but ${why}` +
      (said === undefined ? '.' : `: "${said}".`),
    help: 'Check that the endpoint in the catalogue (or its override) leads to this service and not to another web server.',
    call: callFacts(context, answer),
  });
}

/** A write whose answer did not come, and that must not be repeated blindly. */
export function answerLost(context: CallContext, why: DroverError): DroverError {
  return new DroverError('openstack-answer-lost', {
    detail: `${why.message} ${context.method} may have been carried out all the same, so it was not sent again.`,
    help: 'Run the same playbook again: it looks at what is there first.',
    call: callFacts(context),
    cause: why,
  });
}

/** What to keep of a call, without secrets. */
export function callFacts(context: CallContext, answer?: WireAnswer): CallFacts {
  const requestId = answer === undefined ? undefined : requestIdOf(answer);
  return {
    service: context.service,
    method: context.method,
    url: shownUrl(context.url),
    ...(answer === undefined ? {} : { status: answer.status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function requestIdOf({ headers }: WireAnswer): string | undefined {
  const id = headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
  return typeof id === 'string' ? id : undefined;
}

/** Whether a call was refused since there is no such thing (any more). */
export function isNotFound(error: unknown): boolean {
  return error instanceof DroverError && error.code === 'openstack-not-found';
}
