import type { Reach } from '../run/options.ts';
import type { AskedReach } from '../run/state/run-record.ts';
import { askOnce } from './ask.ts';
import type { Flag } from './source-flags.ts';

/** What commander gives for flags that say how hosts are reached, and as whom. None of them holds a secret. */
export type ConnectionFlagValues = AskedReach;

/** Flags of `ansible-playbook` with their names. */
export const connectionFlags: readonly Flag[] = [
  { flags: '-T, --timeout <seconds>', description: 'how long a host may take to let drover in (default 10)' },
  { flags: '--ssh-common-args <args>', description: 'options of ssh: "-J bastion -o ServerAliveInterval=5"' },
  { flags: '-k, --ask-pass', description: 'ask for the password of the remote user' },
  { flags: '-b, --become', description: 'run tasks as another user (root) of their hosts' },
  { flags: '--become-user <name>', description: 'who that is, where no task says it' },
  { flags: '--become-method <method>', description: 'sudo (default) or su' },
  { flags: '-K, --ask-become-pass', description: 'ask for the password of sudo or su' },
];

/** What the flags say of the way to hosts; asks for the passwords that they name, each once a command. */
export async function reachOf(flags: ConnectionFlagValues): Promise<Reach> {
  const password = flags.askPass ? await askOnce('SSH password: ') : undefined;
  const becomePassword = flags.askBecomePass ? await askBecome(password) : undefined;
  return {
    ...(flags.become ? { become: true } : {}),
    ...given('becomeUser', flags.becomeUser),
    ...given('becomeMethod', flags.becomeMethod),
    ...given('becomePassword', becomePassword),
    ...given('timeout', flags.timeout),
    ...given('commonArguments', flags.sshCommonArgs),
    ...given('password', password),
  };
}

/** As with Ansible: without an answer it is the password of the remote user. */
async function askBecome(password: string | undefined): Promise<string> {
  if (password === undefined) return askOnce('BECOME password: ');
  const answer = await askOnce('BECOME password[defaults to SSH password]: ');
  return answer === '' ? password : answer;
}

/** The flags again, to be kept and given anew; undefined where there are none. */
export function keptConnectionFlags(flags: ConnectionFlagValues): ConnectionFlagValues | undefined {
  const kept = {
    ...given('timeout', flags.timeout),
    ...given('sshCommonArgs', flags.sshCommonArgs),
    ...given('askPass', flags.askPass),
    ...given('become', flags.become),
    ...given('becomeUser', flags.becomeUser),
    ...given('becomeMethod', flags.becomeMethod),
    ...given('askBecomePass', flags.askBecomePass),
  };
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function given<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}
