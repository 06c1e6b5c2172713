import assert from 'node:assert/strict';
import type { Session } from '../../../../modules/openstack/api/session.types.ts';
import { consoleReader } from '../../../../modules/openstack/workload/console-reader.ts';

const block = (key: string): string =>
  `-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 ${key} root@web\n-----END SSH HOST KEY KEYS-----\n`;

/** A cloud whose servers' consoles show one text after the other; an error is thrown. */
function consoles(shown: Readonly<Record<string, readonly (string | Error)[]>>): Session {
  const looks = new Map<string, number>();
  const call = (_service: string, _method: string, path: string): Promise<unknown> => {
    const id = path.split('/').at(-2) ?? '';
    const look = looks.get(id) ?? 0;
    looks.set(id, look + 1);
    const texts = shown[id] ?? [];
    const text = texts[Math.min(look, texts.length - 1)] ?? '';
    return text instanceof Error ? Promise.reject(text) : Promise.resolve({ body: { output: text } });
  };
  // Boundary: nothing but calls, and a version for them, is asked of it.
  return {
    call,
    versions: () => Promise.resolve(undefined),
    microversion: () => undefined,
  } as unknown as Session;
}

describe('host keys on consoles', () => {
  const warnings: string[] = [];
  beforeEach(() => void warnings.splice(0));
  const reader = (
    shown: Readonly<Record<string, readonly (string | Error)[]>>,
    stopping = new AbortController().signal,
  ): ReturnType<typeof consoleReader> => {
    const session = consoles(shown);
    return consoleReader(
      { source: session, destination: session },
      { warn: (message) => void warnings.push(message), stopping },
    );
  };
  const there = { side: 'destination', id: 'there', isNew: true } as const;

  it('are waited for while a new server starts', async () => {
    const keysOf = reader({ there: ['', 'Linux version', `Linux version\n${block('AAAAnew')}`] });
    assert.deepEqual(await keysOf(there, 30), ['ssh-ed25519 AAAAnew']);
  });
  it('are waited for although the source has shown others: cloud-init makes new ones', async () => {
    const keysOf = reader({ here: [block('AAAAold')], there: ['Linux version', block('AAAAnew')] });
    await keysOf({ side: 'source', id: 'here', isNew: false }, 30);
    assert.deepEqual(await keysOf(there, 30), ['ssh-ed25519 AAAAold', 'ssh-ed25519 AAAAnew']);
  });
  it('of the source count where a start is over without any', async () => {
    const over = 'Cloud-init v. 22.4.2 finished at Sun, 22 Nov 2026 05:00:00 +0000.';
    const keysOf = reader({ here: [block('AAAAold')], there: ['Linux version', over] });
    await keysOf({ side: 'source', id: 'here', isNew: false }, 30);
    assert.deepEqual(await keysOf(there, 30), ['ssh-ed25519 AAAAold']);
  });
  it('are looked for once where a server has run for long, and where its time is over', async () => {
    const keysOf = reader({ here: ['login:', block('AAAAlate')], there: ['Linux version'] });
    assert.deepEqual(await keysOf({ side: 'source', id: 'here', isNew: false }, 30), []);
    assert.deepEqual(await keysOf(there, 0), []);
  });
  it('that cannot be read are told of', async () => {
    const keysOf = reader({ there: [new Error('no console here.')] });
    assert.deepEqual(await keysOf(there, 30), []);
    assert.match(warnings.join(), /console of server there cannot be read: no console here\..*known_hosts/);
  });
  it('hold up nobody who wants to stop', async () => {
    const stop = new AbortController();
    const wait = reader({ there: ['Linux version'] }, stop.signal)(there, 300);
    setTimeout(() => {
      stop.abort(new Error('stopped'));
    }, 50);
    await assert.rejects(wait, /stopped/);
  });
});
