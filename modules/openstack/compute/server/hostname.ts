/** As long as a label of a DNS name can be (RFC 1035). */
const LONGEST = 63;

/**
 * Whether a host name is the one that Nova makes of the name of a server: small letters, hyphens in place of spaces,
 * underscores and (in later releases) dots, without what no host name has.
 */
export function isOwnHostname(hostname: string, name: string): boolean {
  const own = fold(name).slice(0, LONGEST);
  return own === '' ? hostname.toLowerCase().startsWith('server-') : fold(hostname) === trimmed(own);
}

function fold(text: string): string {
  return trimmed(
    text
      .replaceAll(/[ _.]/g, '-')
      .replaceAll(/[^\w-]+/g, '')
      .toLowerCase(),
  );
}

function trimmed(text: string): string {
  return text.replaceAll(/^-+|-+$/g, '');
}
