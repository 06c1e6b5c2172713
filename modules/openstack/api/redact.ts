/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

const SECRET_KEYS = new Set(['password', 'token', 'application_credential_secret']);
const SHORTEST_FREE_SECRET = 6;

/** Takes the secrets that it knows out of texts that come from elsewhere: servers' messages, URLs. */
export interface Redactor {
  (text: string): string;
  /** Makes one more secret known, such as a new token. */
  add(secret: string): void;
}

/** Whether the value under this key of an auth dictionary must not be shown. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEYS.has(key);
}

/** A redactor for the secrets of an auth dictionary. */
export function redactorFor(auth: Readonly<Record<string, string>>): Redactor {
  const patterns = new Map<string, RegExp>();
  const add = (secret: string): void => {
    for (const spelling of spellings(secret)) patterns.set(spelling, patternOf(spelling));
  };
  for (const [key, value] of Object.entries(auth)) if (isSecretKey(key)) add(value);
  const redact = (text: string): string => {
    let clean = text;
    for (const pattern of patterns.values()) clean = clean.replace(pattern, REDACTED);
    return clean;
  };
  return Object.assign(redact, { add });
}

/** A secret may come back as it is, in a URL, or inside a JSON string or HTML. */
function spellings(secret: string): ReadonlySet<string> {
  if (secret === '') return new Set();
  return new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    inHtml(secret),
    inHtml(secret).replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  ]);
}

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A short secret is taken out as a word only: `src` must not spoil `source`. */
function patternOf(secret: string): RegExp {
  const escaped = secret.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
  if (secret.length >= SHORTEST_FREE_SECRET) return new RegExp(escaped, 'g');
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, 'gu');
}
