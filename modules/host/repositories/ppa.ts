/** Personal package archives of Launchpad, written `ppa:owner/name`. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { download } from '../api/download.ts';
import type { Programs } from '../programs.ts';

export interface Ppa {
  readonly owner: string;
  readonly name: string;
  /** Its line in a list of sources. */
  readonly source: string;
}

export function parsePpa(text: string, codename: string): Ppa {
  const [owner = '', name = 'ppa'] = (text.split(':')[1] ?? '').split('/');
  return { owner, name, source: `deb http://ppa.launchpad.net/${owner}/${name}/ubuntu ${codename} main` };
}

/** The fingerprint of the key that an archive is signed with, as Launchpad tells it. */
export async function signingKeyOf(
  { owner, name }: Ppa,
  options: { readonly validate_certs: boolean; readonly api?: string },
  signal: AbortSignal,
): Promise<string> {
  const { api = 'https://launchpad.net/api/1.0', validate_certs } = options;
  const url = `${api}/~${owner}/+archive/${name}`;
  const { body, problem } = await download(
    url,
    { validate_certs, headers: { accept: 'application/json' } },
    signal,
  );
  const fingerprint = body === undefined ? undefined : fingerprintIn(body);
  if (fingerprint !== undefined) return fingerprint;
  throw new DroverError('module-failed', {
    detail: `failed to fetch PPA information, error was: ${problem ?? `${url} tells of no signing key`}`,
    help: 'See that there is an archive of that name, or write the repository as a line and give its key with apt_key.',
  });
}

function fingerprintIn(body: Uint8Array): string | undefined {
  try {
    const told = JSON.parse(new TextDecoder().decode(body)) as Readonly<Record<string, unknown>> | null;
    const fingerprint = told?.['signing_key_fingerprint'];
    return typeof fingerprint === 'string' && /^[0-9A-F]{40}$/i.test(fingerprint) ? fingerprint : undefined;
  } catch {
    return undefined;
  }
}

const ringFolders = ['/etc/apt/trusted.gpg.d', '/etc/apt/keyrings', '/usr/share/keyrings'];

/** Whether apt(8) knows a key already. */
export async function isKeyKnown(fingerprint: string, programs: Programs): Promise<boolean> {
  const script =
    'g=$1; f=$2; shift 2; for r in /etc/apt/trusted.gpg; do [ ! -f "$r" ] || "$g" --batch --no-tty --with-colons --show-keys "$r"; done;' +
    ' for d do for r in "$d"/*; do [ ! -f "$r" ] || "$g" --batch --no-tty --with-colons --show-keys "$r"; done; done';
  const gpg = await programs.need('gpg');
  const { stdout } = await programs.run(['/bin/sh', '-c', script, 'sh', gpg, fingerprint, ...ringFolders]);
  return stdout
    .split('\n')
    .some((line) => line.startsWith('fpr:') && line.includes(fingerprint.toUpperCase()));
}

/** Fetches a key by its whole fingerprint and has apt(8) trust it. What a key server sends under another one is not taken. */
export async function trustKey(fingerprint: string, path: string, programs: Programs): Promise<void> {
  const script = `set -e; umask 077; h=$(mktemp -d); trap 'rm -rf "$h"' EXIT
"$1" --homedir "$h" --batch --no-tty --keyserver hkp://keyserver.ubuntu.com:80 --recv-keys "$2"
"$1" --homedir "$h" --batch --no-tty --output "$h/key" --export "$2"
[ -s "$h/key" ] || { echo "the key server has no key $2" >&2; exit 1; }
chmod 644 "$h/key"; mv "$h/key" "$3"`;
  const gpg = await programs.need('gpg');
  const { rc, stderr, stdout } = await programs.run(['/bin/sh', '-c', script, 'sh', gpg, fingerprint, path]);
  if (rc === 0) return;
  throw new DroverError('command-failed', {
    detail: `Unable to get required signing key ${fingerprint}: ${stderr.trim() || stdout.trim()}`,
    help: 'See that keyserver.ubuntu.com can be reached from the machine, or give the key with apt_key and a URL.',
  });
}
