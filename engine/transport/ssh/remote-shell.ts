import type { ClientChannel } from 'ssh2';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { quote } from './shell-words.ts';

/** Another user to be, and how. */
export interface Becoming {
  readonly user: string;
  /** Ansible's word: `sudo`. */
  readonly method: string;
  readonly password?: string;
  /** Flags of sudo in place of `-H -S -n`. */
  readonly flags?: string;
  /** The program in place of `sudo`. */
  readonly executable?: string;
}

/** A shell of the machine that reads one line and runs it. */
export interface RemoteShell {
  /** The command line that starts it. `mark` is a word that nothing else prints. */
  line(mark: string): string;
  /** Settled when the shell takes its line: what is sent before could go to somebody else. */
  ready(channel: ClientChannel, mark: string): Promise<void>;
  /** Says which group of processes it is in, to `$drover_g`. */
  readonly findGroup: string;
  /** What to say when it did not start, from what was printed instead; undefined where it cannot tell. */
  whyNot(said: string): DroverError | undefined;
}

/**
 * The line comes as the first line of the input: neither arguments nor the environment stand in a process list as
 * long as no program is started with them, and any log-in shell can read this.
 */
const reader = `IFS= read -r l && eval "$l"`;

/** The shell of the user that is logged in. It leads its group: an SSH server starts it so. */
export const ownShell: RemoteShell = {
  line: () => `exec /bin/sh -c '${reader}'`,
  ready: () => Promise.resolve(),
  findGroup: 'drover_g=$$',
  whyNot: () => undefined,
};

/** The shell of another user, through sudo. The password is sent when sudo asks for it, once. */
export function shellOf(becoming: Becoming): RemoteShell {
  const { user, password, flags, executable = 'sudo' } = becoming;
  const asks = password !== undefined;
  const usual = asks ? '-H -S' : '-H -S -n';
  return {
    line: (mark) =>
      [
        `exec ${quote(executable)} ${flags ?? usual} -p ${prompt(mark)} -u ${quote(user)}`,
        `/bin/sh -c ${quote(`printf '%s\\n' ${ready(mark)} >&2;${reader}`)}`,
      ].join(' '),
    ready: (channel, mark) => whenReady(channel, mark, password),
    // sudo may or may not give it a group of its own.
    findGroup: 'read -r drover_a drover_a drover_a drover_a drover_g drover_a </proc/$$/stat||drover_g=$$',
    whyNot: (said) => sudoError(becoming, said),
  };
}

const prompt = (mark: string): string => `${mark}-password`;
const ready = (mark: string): string => `${mark}-ready`;

function whenReady(channel: ClientChannel, mark: string, password: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    let asked = 0;
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      if (said.includes(ready(mark))) {
        channel.stderr.removeListener('data', listen);
        resolve();
        return;
      }
      const times = said.split(prompt(mark)).length - 1;
      if (times <= asked) return;
      asked = times;
      // Asked again, it was not right.
      if (times === 1 && password !== undefined) channel.write(`${password}\n`);
      else channel.end();
    };
    channel.stderr.on('data', listen);
    channel.once('close', () => {
      resolve();
    });
  });
}

function sudoError({ user, password }: Becoming, said: string): DroverError {
  const isMissing = /password is required|terminal is required|no password was provided/i.test(said);
  if (isMissing && password === undefined)
    return new DroverError('become-unsupported', {
      detail: 'Missing sudo password',
      help: `Set ansible_become_password (in a vault), or let the user become ${user} without one.`,
    });
  if (isMissing || /incorrect password|try again/i.test(said))
    return new DroverError('become-unsupported', {
      detail: 'Incorrect sudo password',
      help: 'Correct ansible_become_password.',
    });
  const words = said.replace(/drover-[0-9a-f]+-(?:password|ready)/g, '').trim();
  return new DroverError('become-unsupported', {
    detail: `The machine does not let the user become ${user}${words === '' ? '' : `: ${words.slice(0, 300)}`}`,
    help: 'Check that sudo is installed there, and what it allows this user: sudo -l shows it.',
  });
}
