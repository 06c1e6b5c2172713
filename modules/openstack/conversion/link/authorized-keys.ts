import { keyOfLine } from '../keys/public-of.ts';

const BEGIN = '# BEGIN drover link key';
const END = '# END drover link key';

/** What the key of the link may do: it starts programs and forwards to sockets, and has no terminal and no agent. */
const OPTIONS = 'restrict,port-forwarding';

/** The lines of authorized_keys that let the hosts of the destination in. */
function blockOf(publicKey: string): string {
  return `${BEGIN}\n${OPTIONS} ${keyOfLine(publicKey) ?? publicKey} drover-link\n${END}\n`;
}

/** A file of authorized keys that lets the key of the link in, and no earlier one of drover's. */
export function withLinkKey(authorizedKeys: string, publicKey: string): string {
  const others = withoutLinkKey(authorizedKeys);
  const ended = others === '' || others.endsWith('\n') ? others : `${others}\n`;
  return `${ended}${blockOf(publicKey)}`;
}

/** The same without any key of the link. */
export function withoutLinkKey(authorizedKeys: string): string {
  return authorizedKeys.replaceAll(new RegExp(`^${BEGIN}\\n[\\s\\S]*?^${END}(?:\\n|$)`, 'gm'), '');
}
