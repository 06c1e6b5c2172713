/** A server's name as a name of a host: small letters, digits and hyphens. */
export function hostnameOf(name: string, id: string): string {
  const plain = [...name]
    .filter((character) => character.codePointAt(0)! < 256)
    .join('')
    .slice(0, 63)
    .replace(/[ _.]/g, '-')
    .replace(/[^\p{L}\p{N}_.-]+/gu, '')
    .toLowerCase()
    .replace(/^[.-]+|[.-]+$/g, '');
  return plain === '' ? `Server-${id}` : plain;
}
