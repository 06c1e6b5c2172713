import { readFileSync } from 'node:fs';
import type { DroverError } from '../../diagnostics/drover-error.ts';
import { unreachable, type Place } from './errors.ts';
import { fingerprint, isPinOf, keyType, typeOfPin } from './host-key.ts';
import { checkKnownHosts, knownTypes, lookupName, parseKnownHosts, type KnownHost } from './known-hosts.ts';
import { rememberHostKey } from './remember-host-key.ts';
import type { HostKeySettings } from './settings.ts';

export interface HostKeyCheck {
  /** The types of key that the host is known by, best first: it is asked for these before others. */
  readonly types: readonly string[];
  /** Whether the key is the host's; what is wrong otherwise is kept in `refusal`. Never throws. */
  accepts(key: Buffer): Promise<boolean>;
  readonly refusal: DroverError | undefined;
  /** The key is another one than is known, and a person has said not to care: it gets neither passwords nor the agent then, as with OpenSSH. */
  readonly isDoubtful: boolean;
}

/** The check of one machine's key, once: files are read now. */
export function hostKeyCheck(place: Place, settings: HostKeySettings): HostKeyCheck {
  const name = settings.alias ?? place.host;
  const port = settings.alias === undefined ? place.port : 22;
  const lines = settings.files.flatMap(readLines);
  const { further = [] } = settings;
  const state: { refusal?: DroverError; isDoubtful: boolean } = { isDoubtful: false };
  const judge = async (key: Buffer): Promise<Verdict> => {
    if (settings.pins.length > 0) return byPins(place, settings.pins, key);
    if (further.some((pin) => isPinOf(pin, key))) return 'accept';
    const files = { place, name, port, settings };
    const verdict = byFiles({ ...files, lines }, key);
    return verdict === 'new' ? remember(files, key) : verdict;
  };
  return {
    types:
      settings.pins.length > 0
        ? typesOf(settings.pins)
        : [...new Set([...typesOf(further), ...knownTypes(lines, name, port)])],
    accepts: async (key) => {
      const verdict = await judge(key);
      if (verdict === 'accept') return true;
      if (verdict === 'doubt') {
        state.isDoubtful = true;
        return true;
      }
      state.refusal = verdict;
      return false;
    },
    get refusal() {
      return state.refusal;
    },
    get isDoubtful() {
      return state.isDoubtful;
    },
  };
}

function typesOf(pins: readonly string[]): readonly string[] {
  return pins.flatMap((pin) => typeOfPin(pin) ?? []);
}

type Verdict = 'accept' | 'doubt' | DroverError;

function readLines(path: string): readonly KnownHost[] {
  try {
    return parseKnownHosts(readFileSync(path, 'utf8'), path);
  } catch {
    // As OpenSSH: a file that cannot be read knows no host.
    return [];
  }
}

function byPins(place: Place, pins: readonly string[], key: Buffer): Verdict {
  if (pins.some((pin) => isPinOf(pin, key))) return 'accept';
  return unreachable(
    place,
    `Host key verification failed. Its key is ${described(key)}, and drover_host_keys names ${pins.map(shortPin).join(', ')}.`,
    'If the machine was installed again, correct drover_host_keys; otherwise somebody may stand between you and it.',
  );
}

function shortPin(pin: string): string {
  if (pin.trim().startsWith('SHA256:')) return pin.trim();
  const base64 = pin.split(/\s+/).find((word) => word.startsWith('AAAA')) ?? '';
  const key = Buffer.from(base64, 'base64');
  return described(key);
}

function described(key: Buffer): string {
  return `${keyType(key)} ${fingerprint(key)}`;
}

interface ByFiles {
  readonly place: Place;
  readonly name: string;
  readonly port: number;
  readonly lines: readonly KnownHost[];
  readonly settings: HostKeySettings;
}

/** `new`: it is to be believed, and written down. */
function byFiles({ place, name, port, lines, settings }: ByFiles, key: Buffer): Verdict | 'new' {
  const verdict = checkKnownHosts(lines, name, port, { type: keyType(key), base64: key.toString('base64') });
  const file = settings.files[0] ?? '~/.ssh/known_hosts';
  const shown = lookupName(name, port);
  switch (verdict.status) {
    case 'known':
      return 'accept';
    case 'revoked':
      return unreachable(
        place,
        `Host key verification failed. Its key ${described(key)} is revoked in ${verdict.places.join(', ')}.`,
        'Do not use this machine before it has a new host key: the old one is in wrong hands.',
      );
    case 'changed':
      if (settings.policy === 'off') return 'doubt';
      return unreachable(
        place,
        `Host key verification failed. Its key has changed: it is ${described(key)}, and another one is known in ${verdict.places.join(', ')}.`,
        `Somebody may stand between you and the machine. If it was installed again, compare the fingerprint on its console (ssh-keygen -lf /etc/ssh/ssh_host_${fileType(key)}_key.pub), then take the old key out: ssh-keygen -R '${shown}' -f ${file}`,
      );
    case 'unknown':
      if (settings.policy === 'off') return 'accept';
      if (settings.policy === 'accept-new') return 'new';
      return unreachable(
        place,
        `Host key verification failed. Its key is not known: ${described(key)}.${
          verdict.hasAuthority
            ? ' Certificates of an authority (@cert-authority) are not checked by drover.'
            : ''
        }`,
        `Compare the fingerprint on its console (ssh-keygen -lf /etc/ssh/ssh_host_${fileType(key)}_key.pub). If it is the same, add the key to ${file} or pin it: drover_host_keys: ["${fingerprint(key)}"]`,
      );
  }
}

/** `accept-new`: the first key of a machine is believed, and known from then on. */
async function remember(files: Omit<ByFiles, 'lines'>, key: Buffer): Promise<Verdict> {
  const { place, name, port, settings } = files;
  const { newKeysFile: file } = settings;
  // Nothing is to be remembered, as with UserKnownHostsFile=none.
  if (file === undefined) return 'accept';
  const known = { file, name: lookupName(name, port), key, hashesNames: settings.hashesNames === true };
  try {
    const found = await rememberHostKey(known, () =>
      byFiles({ ...files, lines: settings.files.flatMap(readLines) }, key),
    );
    return found === 'written' ? 'accept' : found;
  } catch (error) {
    return unreachable(
      place,
      `its new host key ${described(key)} cannot be written to ${file}.`,
      'Make the file writable, or name another one: -o UserKnownHostsFile=…',
      error,
    );
  }
}

function fileType(key: Buffer): string {
  const type = keyType(key);
  return type.startsWith('ecdsa') ? 'ecdsa' : type === 'ssh-rsa' ? 'rsa' : 'ed25519';
}
