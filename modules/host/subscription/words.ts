import { withHiddenArguments } from '../../../engine/text/hidden-arguments.ts';
import type { Call } from '../calls.ts';
import type { AskedSubscription } from './arguments.ts';

const PROGRAM = 'subscription-manager';

/** The calls that register a machine. Source: subscription-manager(8). */
export function registrationCalls(asked: AskedSubscription): readonly Call[] {
  const settings = settingsOf(asked);
  const { server_proxy_password: hidden } = asked;
  return [
    ...(settings.length === 0 ? [] : [callOf(['config', ...settings], hidden !== undefined)]),
    callOf(registerWords(asked), true),
    ...(asked.syspurpose?.sync === true ? [syncCall] : []),
  ];
}

export const syncCall: Call = { words: [PROGRAM, 'status'] };
export const unregisterCall: Call = { words: [PROGRAM, 'unregister'] };
/** Says by its status whether the machine is registered. */
export const identityCall: Call = { words: [PROGRAM, 'identity'] };

/**
 * A prompt for the password would do for some secrets only, and be shown on a terminal where drover has one: all of them
 * go the same way, by which nobody sees them.
 */
function callOf(words: readonly string[], isSecret: boolean): Call {
  if (!isSecret) return { words: [PROGRAM, ...words] };
  const { command, stdin } = withHiddenArguments(PROGRAM, words);
  return { words: command, stdin };
}

function registerWords(asked: AskedSubscription): readonly string[] {
  return [
    'register',
    ...(asked.force_register ? ['--force'] : []),
    ...option('--org', asked.org_id),
    ...(asked.auto_attach === true ? ['--auto-attach'] : []),
    ...option('--type', asked.consumer_type),
    ...option('--name', asked.consumer_name),
    ...option('--consumerid', asked.consumer_id),
    ...option('--environment', asked.environment),
    ...option('--activationkey', asked.activationkey),
    ...option('--token', asked.token),
    ...option('--username', asked.username),
    ...option('--password', asked.password),
    ...option('--release', asked.release),
  ];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [name, value];
}

/** Arguments that are settings have the name of their section in front: `server_proxy_port` is `server.proxy_port`. */
function settingsOf(asked: AskedSubscription): readonly string[] {
  return Object.entries(asked)
    .flatMap(([name, value]) =>
      /^(server|rhsm)_/.test(name) && typeof value === 'string'
        ? [`--${name.replace('_', '.')}=${value}`]
        : [],
    )
    .sort();
}
