/** The text of an authorized_keys file, read and written; pure. See sshd(8), "AUTHORIZED_KEYS FILE FORMAT". */

export interface AuthorizedKey {
  /** The key itself, in base64: what makes it this key and no other. */
  readonly key: string;
  readonly type: string;
  /** Options by name; null where one has no value. */
  readonly options: ReadonlyMap<string, string | null>;
  readonly comment: string;
}

/** A line of the file: a key, or a text that is left as it is. */
export type KeyLine = { readonly key: AuthorizedKey } | { readonly text: string };

export interface KeysRequest {
  readonly keys: readonly AuthorizedKey[];
  readonly state: 'absent' | 'present';
  /** Only these keys are to be there. */
  readonly exclusive: boolean;
}

const types = new Set(
  [
    'ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521',
    'ecdsa-sha2-nistp256-cert-v01@openssh.com ssh-ed25519 ssh-ed25519-cert-v01@openssh.com',
    'sk-ecdsa-sha2-nistp256@openssh.com sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
    'webauthn-sk-ecdsa-sha2-nistp256@openssh.com sk-ssh-ed25519@openssh.com',
    'sk-ssh-ed25519-cert-v01@openssh.com ssh-dss ssh-dss-cert-v01@openssh.com ssh-rsa',
    'ssh-rsa-cert-v01@openssh.com rsa-sha2-256 rsa-sha2-512 rsa-sha2-256-cert-v01@openssh.com',
    'rsa-sha2-512-cert-v01@openssh.com ssh-xmss@openssh.com ssh-xmss-cert-v01@openssh.com',
  ].flatMap((line) => line.split(' ')),
);

/** A key with its options and comment; undefined where the line has none. */
export function parseKey(line: string): AuthorizedKey | undefined {
  const words = line
    .replaceAll('\\#', '#')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words[0] === '#') return undefined;
  const at = words.findIndex((word) => types.has(word));
  const [type, key, ...comment] = at === -1 ? [] : words.slice(at);
  if (type === undefined || key === undefined) return undefined;
  return { key, type, options: parseOptions(words.slice(0, at).join(' ')), comment: comment.join(' ') };
}

/** Options with commas between them; those within quotes part nothing. */
export function parseOptions(text: string): ReadonlyMap<string, string | null> {
  const parts = text.match(/(?:[^,"']|"[^"]*"|'[^']*')+/g) ?? [];
  return new Map(
    parts.map((part): [string, string | null] => {
      const at = part.indexOf('=');
      return at === -1 ? [part, null] : [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

export function parseFile(text: string): readonly KeyLine[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    const key = parseKey(line);
    return key === undefined ? { text: line } : { key };
  });
}

/** The file's text with the keys put in or taken out; the same text where nothing is to be done. */
export function placeKeys(text: string, { keys, state, exclusive }: KeysRequest): string {
  const before = parseFile(text);
  let after: readonly KeyLine[] = lastOfEach(before);
  let isChanged = false;
  for (const key of keys) {
    const current = after.find((line) => isOf(line, key));
    const isThere = current !== undefined && 'key' in current && writeKey(current.key) === writeKey(key);
    if (state === 'present' ? isThere : current === undefined) continue;
    const others = after.filter((line) => !isOf(line, key));
    after = state === 'present' ? [...others, { key }] : others;
    isChanged = true;
  }
  if (state === 'present' && exclusive) {
    const kept = after.filter((line) => keys.some((key) => isOf(line, key)));
    isChanged ||= kept.length !== after.length;
    after = kept;
  }
  return isChanged ? after.map(writeLine).join('') : text;
}

function isOf(line: KeyLine, { key }: AuthorizedKey): boolean {
  return 'key' in line && line.key.key === key;
}

/** Where a key, or a text, stands twice, the last one counts. */
function lastOfEach(all: readonly KeyLine[]): readonly KeyLine[] {
  const nameOf = (line: KeyLine): string => ('key' in line ? line.key.key : line.text);
  const last = new Map(all.map((line, at) => [nameOf(line), at]));
  return all.filter((line, at) => last.get(nameOf(line)) === at);
}

function writeLine(line: KeyLine): string {
  return 'text' in line ? line.text : writeKey(line.key);
}

function writeKey({ key, type, options, comment }: AuthorizedKey): string {
  const words = [...options].map(([name, value]) => (value === null ? name : `${name}=${value}`));
  return `${words.length === 0 ? '' : `${words.join(',')} `}${type} ${key} ${comment}\n`;
}
