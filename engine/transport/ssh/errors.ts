import { DroverError } from '../../diagnostics/drover-error.ts';
import { errnoText } from '../../diagnostics/system-error.ts';

/** Where a connection goes, for people: `root@10.0.0.1 port 22`. */
export interface Place {
  readonly user: string;
  readonly host: string;
  readonly port: number;
}

export function placeText({ user, host, port }: Place): string {
  return `${user}@${host} port ${port}`;
}

/** The error of a host that cannot be worked on: its task is unreachable, and so is the host for the rest of the run. */
export function unreachable(place: Place, why: string, help: string, cause?: unknown): DroverError {
  return new DroverError('host-unreachable', {
    detail: `Failed to connect to the host via ssh: ${placeText(place)}: ${why}`,
    help,
    ...(cause === undefined ? {} : { cause }),
  });
}

const helps: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'Check that the machine runs an SSH server on this port (ansible_port), and that no firewall refuses it.',
  EHOSTUNREACH: 'Check that the machine is up, and the route to its network. ansible_host is its address.',
  ENETUNREACH: 'Check the route to its network. ansible_host is the address of the machine.',
  ENOTFOUND: 'Check the name, or set ansible_host to the address of the machine.',
  EAI_AGAIN: 'The name service did not answer: check it, or set ansible_host to the address of the machine.',
  ECONNRESET:
    'The SSH server cut the connection: see its log. It may limit connections (MaxStartups) or refuse this address.',
  ETIMEDOUT:
    'Check that the machine is up and that no firewall swallows the connection; ansible_ssh_timeout gives it more seconds.',
};

/** What to say of an error of the socket or of the SSH protocol before the connection stands. */
export function connectError(
  place: Place,
  error: Error & { readonly code?: unknown },
  timeoutMs: number,
): DroverError {
  const code = typeof error.code === 'string' ? error.code : undefined;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(place, `Could not resolve hostname ${place.host}.`, helps[code] ?? '', error);
  if (/timed out/i.test(error.message) || code === 'ETIMEDOUT')
    return unreachable(
      place,
      `Connection timed out: no SSH session within ${timeoutMs / 1000} seconds.`,
      helps['ETIMEDOUT'] ?? '',
      error,
    );
  const text = code === undefined ? undefined : errnoText(code)?.replace(/^\[Errno \d+\] /, '');
  if (/no matching .* (?:algorithm|format)|Handshake failed/i.test(error.message))
    return unreachable(
      place,
      `${error.message}.`,
      'The SSH server and drover have no algorithm of this kind in common: the server is too old, or set up too narrowly.',
      error,
    );
  return unreachable(
    place,
    `${text ?? error.message}.`,
    helps[code ?? ''] ?? 'Check that an SSH server answers there: ssh -v shows how far a connection comes.',
    error,
  );
}

/** The connection went while a program ran: nobody knows how far it came. */
export function lost(place: Place, what: string, cause?: unknown): DroverError {
  return unreachable(
    place,
    `the connection was cut while ${what} ran; whether it came to its end is not known.`,
    'Look at the machine and its network, then run again: tasks that are done are found so.',
    cause,
  );
}
