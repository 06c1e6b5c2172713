import type { Client } from 'ssh2';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../diagnostics/drover-error.ts';
import type { DialTarget } from '../../module.ts';

/** A socket that the machine opens, through its SSH server. Throws with the code that a socket of this machine would give. */
export function dial(client: Client, target: DialTarget): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | undefined, channel: Duplex): void => {
      if (error === undefined) resolve(channel);
      else reject(asSystemError(error));
    };
    if ('path' in target) client.openssh_forwardOutStreamLocal(target.path, done);
    else client.forwardOut('127.0.0.1', 0, target.host, target.port, done);
  });
}

/** What servers say of an address that they cannot connect to, and what the system calls it. */
const codes: readonly (readonly [RegExp, string])[] = [
  [/refused/i, 'ECONNREFUSED'],
  [/no route/i, 'EHOSTUNREACH'],
  [/unreachable/i, 'ENETUNREACH'],
  [/timed out/i, 'ETIMEDOUT'],
  [/unknown host|not known|resolve/i, 'ENOTFOUND'],
  // Older servers say no more than that.
  [/connect failed|open failed/i, 'ECONNREFUSED'],
];

/** RFC 4254, section 5.1: the server's settings forbid it. */
const prohibited = 1;

function asSystemError(error: Error & { readonly reason?: unknown }): Error {
  const text = messageOf(error);
  const code = error.reason === prohibited ? 'EPERM' : codes.find(([pattern]) => pattern.test(text))?.[1];
  return code === undefined ? error : Object.assign(new Error(text, { cause: error }), { code });
}
