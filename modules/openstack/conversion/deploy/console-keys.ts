import type { Session } from '../../api/session.types.ts';
import { servers } from '../../compute/collections.ts';
import { microversionFor, pathOf } from '../../kind/collection.ts';
import { isBody, textOf } from '../../kind/wire.ts';

const BLOCK = /-----BEGIN SSH HOST KEY KEYS-----\r?\n([\s\S]*?)-----END SSH HOST KEY KEYS-----/g;
const LINE = /(?:ssh-ed25519|ecdsa-sha2-nistp\d+|ssh-rsa) AAAA[0-9A-Za-z+/]+={0,3}/;

/**
 * The public keys that cloud-init writes to the console when a host boots first; none while they are not there. Of
 * several such blocks the last counts: an image that was a server before may have shown its own. Consoles put time stamps
 * before lines.
 */
export function hostKeysOnConsole(text: string): readonly string[] {
  const block = [...text.matchAll(BLOCK)].at(-1)?.[1];
  return (block ?? '').split(/\r?\n/).flatMap((line) => LINE.exec(line)?.[0] ?? []);
}

/** The host keys on the console of a server; none while it shows none, or has no console. */
export async function readConsoleKeys(server: string, session: Session): Promise<readonly string[]> {
  return hostKeysOnConsole(await readConsole(server, session));
}

/** What the console of a server shows; nothing while there is none. */
export async function readConsole(server: string, session: Session): Promise<string> {
  const microversion = await microversionFor(session, servers);
  const answer = await session.call(servers.service, 'POST', `${pathOf(servers, server)}/action`, {
    body: { 'os-getConsoleOutput': {} },
    // It is read: asked twice, it answers the same.
    findMade: () => Promise.resolve(undefined),
    // Nova has no console of a server that is not up yet.
    accept: [404, 409],
    ...(microversion === undefined ? {} : { microversion }),
  });
  return isBody(answer.body) ? (textOf(answer.body, 'output') ?? '') : '';
}
