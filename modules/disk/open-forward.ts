import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../engine/module.ts';
import type { Link, Machine } from './disk.types.ts';
import { cutOff } from './disk-errors.ts';
import { startService, type Service } from './tool.ts';
import { makeFolder, socketIn } from './work-folder.ts';

/**
 * AES-GCM first: processors do it, at a third of the cost of what OpenSSH would choose by itself. The first of these
 * that the source takes is used.
 */
const ciphers = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes128-ctr',
  'aes256-ctr',
];

/** The name that the source's keys are known by, whatever its address is. */
const alias = 'drover-source';

/** It tells of the cipher and of its readiness with -v alone. */
const script = `
dir=$1 here=$2 there=$3 address=$4 port=$5 user=$6 identity=$7 compress=$8; shift 8
${makeFolder}
for key; do printf '%s %s\\n' ${alias} "$key"; done >"$dir/known_hosts"
ssh -v -F none -N -T -a -x -c ${ciphers.join(',')} \\
  -o BatchMode=yes -o ExitOnForwardFailure=yes -o StreamLocalBindUnlink=yes -o StreamLocalBindMask=0177 \\
  -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$dir/known_hosts" -o GlobalKnownHostsFile=none \\
  -o HostKeyAlias=${alias} -o CheckHostIP=no -o UpdateHostKeys=no -o IdentitiesOnly=yes -o IdentityAgent=none \\
  -o ControlPath=none -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3 -o TCPKeepAlive=yes \\
  -o Compression="$compress" -i "$identity" -p "$port" -l "$user" -L "$here:$there" -- "$address" &
wait $!
exit $?
`;

export interface Forwarding {
  readonly link: Link;
  /** The name of the source, for messages. */
  readonly source: string;
  /** The folder that is made at the destination. */
  readonly folder: string;
  /** The socket at the source. */
  readonly socket: string;
  readonly compress: boolean;
  readonly signal: AbortSignal;
}

export interface Forward extends Service {
  /** What the data are encrypted with, once it is ready. */
  cipher(): string | undefined;
}

/** Brings a socket of the source to the destination, in a folder that is made for it, until it is stopped. */
export function openForward(machine: Machine, forwarding: Forwarding): Forward {
  const { link, source, folder, socket, compress, signal } = forwarding;
  let cipher: string | undefined;
  const service = startService(machine, {
    name: 'ssh',
    script,
    args: [
      folder,
      socketIn(folder),
      socket,
      link.address,
      link.port,
      link.user,
      link.identityFile,
      compress ? 'yes' : 'no',
      ...link.hostKeys.map((key) => key.trim()),
    ],
    signal,
    onLine: (line) => {
      cipher ??= /kex: server->client cipher: (\S+)/.exec(line)?.[1];
    },
    isReady: (line, stream) => stream === 'stderr' && line.includes('Entering interactive session'),
    whyEnded: (outcome, said) => whyEnded({ machine, source, link }, outcome, wordsOf(said)),
  });
  return { ...service, cipher: () => cipher };
}

/** Whether data go through this cipher as fast as they can. */
export function isFast(cipher: string): boolean {
  return cipher.includes('-gcm@');
}

/** What ssh said to people. */
export function wordsOf(said: readonly string[]): string {
  const words = said.filter(
    (line) => !/^(?:debug\d|OpenSSH_|Authenticated to|Transferred:|Bytes per|@@|\s*$)/.test(line),
  );
  return words.slice(-6).join(' ').slice(-600);
}

interface Ended {
  readonly machine: Machine;
  readonly source: string;
  readonly link: Link;
}

const refusals: readonly { readonly pattern: RegExp; readonly why: string; readonly help: string }[] = [
  {
    pattern: /host key verification failed|identification has changed|host key is known/i,
    why: 'its host key is not the one that is pinned',
    help: 'If the source was installed again, deploy or name its host keys again; otherwise somebody may stand between the two.',
  },
  {
    pattern: /permission denied|too many authentication failures|load key|bad permissions|not accessible/i,
    why: 'it does not let the user in with this key',
    help: 'Link the conversion hosts again: the public half of the key must be among the authorized keys of the source, and the private half readable for its owner alone.',
  },
  {
    pattern: /no matching/i,
    why: 'the two have no algorithm in common',
    help: 'Allow a common cipher in sshd_config of the source: aes128-gcm@openssh.com is the fastest.',
  },
  {
    pattern: /open failed/i,
    why: 'its SSH server forwards no sockets to it',
    help: 'Set AllowStreamLocalForwarding yes (or local) in sshd_config of the source.',
  },
];

/** The error for words of ssh that say that no later try will come through; undefined for others. */
export function refusalIn({ machine, source, link }: Ended, words: string): DroverError | undefined {
  const found = refusals.find(({ pattern }) => pattern.test(words));
  if (found === undefined) return undefined;
  return new DroverError('disk-link-refused', {
    detail: `${machine.name} cannot read disks of ${source} (${link.user}@${link.address} port ${link.port}): ${found.why}. ssh says: ${words}`,
    help: found.help,
  });
}

function whyEnded(ended: Ended, outcome: CommandOutcome, words: string): Error {
  const { machine, source } = ended;
  const refusal = refusalIn(ended, words);
  if (refusal !== undefined) return refusal;
  const how = words === '' ? '' : ` ${words}`;
  if (outcome.rc === 127)
    return new DroverError('disk-tools', {
      detail: `${machine.name} cannot reach ${source}:${how}`,
      help: `Install OpenSSH's client on ${machine.name}.`,
    });
  return cutOff(`the connection from ${machine.name} to ${source} ended.${how}`);
}
