import type { ClientChannel } from 'ssh2';
import { DroverError } from '../../../diagnostics/drover-error.ts';
import { quote } from '../shell-words.ts';
import type { RemoteShell } from '../remote-shell.ts';
import type { Becoming, Inner, Method } from './method.ts';
import { su } from './su.ts';
import { sudo } from './sudo.ts';

const methods: Readonly<Record<string, Method | undefined>> = { su, sudo };

/** How long whoever does not come to the point may stay silent behind a question that nobody can answer. */
const quietMs = 10_000;

/**
 * The shell of another user. The password is sent when it is asked for, once. `terminals` are the programs of this
 * machine that were found to want a terminal. Throws `become-unsupported` for a method that is not known.
 */
export function becomeShell(becoming: Becoming, terminals: Set<string>): RemoteShell {
  const method = methodOf(becoming);
  const program = becoming.executable ?? method.program;
  const { password } = becoming;
  return {
    line: (mark) => {
      const inner = innerShell(mark);
      const script = terminals.has(program)
        ? inTerminal(method, method.lineInTerminal(becoming, inner, promptOf(mark)), password !== undefined)
        : withSignal(method.line(becoming, inner, promptOf(mark)), method.tellsSignals);
      return `exec /bin/sh -c ${quote(script)}`;
    },
    opening: (mark) => `${mark}:`,
    ready: (channel, mark) => {
      const isRead = terminals.has(program) && method.asksInTerminal && password !== undefined;
      return whenReady({ channel, mark, method, password, isRead });
    },
    // It may or may not be given a group of its own.
    findGroup: 'read -r drover_a drover_a drover_a drover_a drover_g drover_a </proc/$$/stat||drover_g=$$',
    tellsSignals: method.tellsSignals,
    whyNot: (said) => {
      const clean = withoutSecrets(said, password);
      if (method.wantsTerminal(clean) && !terminals.has(program)) {
        terminals.add(program);
        return 'try again';
      }
      return refusal(method, becoming, clean);
    },
  };
}

function methodOf({ user, method }: Becoming): Method {
  const found = methods[method.replace(/^(?:ansible|community)\.\w+\./, '')];
  if (found !== undefined) return found;
  throw new DroverError('become-unsupported', {
    detail: `The task wants to become ${user} by ${method}, and drover knows ${Object.keys(methods).toSorted().join(' and ')}.`,
    help: 'Set become_method: sudo, or log in as that user: ansible_user.',
  });
}

const promptOf = (mark: string): string => `${mark}-password`;
const readyOf = (mark: string): string => `${mark}-ready`;

/** Lines that do not begin with the mark were meant for somebody else: a password that nobody asked for is not run. */
function innerShell(mark: string): Inner {
  const isOwn = `case $l in ${mark}:*)true;;*)false;;esac`;
  return {
    announce: `printf '%s\\n' ${readyOf(mark)} >&2`,
    work: `until IFS= read -r l||exit 1;${isOwn};do :;done;eval "\${l#${mark}:}"`,
  };
}

const noTerminal = 'there is no terminal to be had';

/** Runs a line by script(1), which has a terminal to lend. */
function inTerminal(method: Method, line: string, hasPassword: boolean): string {
  const typed = `{ IFS= read -r p<&3&&printf '%s\\n' "$p";}|`;
  const [before, input] = method.asksInTerminal && hasPassword ? [typed, ''] : ['', '</dev/null'];
  const shown = method.asksInTerminal ? '>&5 2>&5' : '>/dev/null 2>&1';
  return [
    `command -v script >/dev/null||{ echo ${quote(noTerminal)} >&2;exit 1;}`,
    'exec 3<&0 4>&1 5>&2',
    withSignal(`${before}script -qec ${quote(line)} /dev/null ${input} ${shown}`, true),
  ].join(';');
}

/** Ends by the signal that an exit status stands for, as a program does that nobody stands before. */
function withSignal(line: string, isLost: boolean): string {
  const again = '[ $drover_r -le 128 ]||[ $drover_r -gt 192 ]||kill -s "$(kill -l $drover_r)" $$';
  return isLost ? `${line};drover_r=$?;${again};exit $drover_r` : line;
}

interface Asking {
  readonly channel: ClientChannel;
  readonly mark: string;
  readonly method: Method;
  readonly password: string | undefined;
  /** The first line of the input goes to the terminal, whether it is asked for or not. */
  readonly isRead: boolean;
}

function whenReady({ channel, mark, method, password, isRead }: Asking): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    let isAnswered = false;
    let quiet: NodeJS.Timeout | undefined;
    const giveUp = (): void => void channel.end();
    const listen = (chunk: Buffer): void => {
      clearTimeout(quiet);
      said = `${said}${chunk.toString('latin1')}`;
      if (said.includes(readyOf(mark))) {
        channel.stderr.removeListener('data', listen);
        if (isRead && !isAnswered) channel.write('\n');
        resolve();
      } else if (method.asks(said, promptOf(mark))) {
        said = '';
        // Asked again, it was not right.
        if (password === undefined || isAnswered) giveUp();
        else channel.write(`${password}\n`);
        isAnswered = true;
      } else if (!said.endsWith('\n')) quiet = setTimeout(giveUp, quietMs);
    };
    channel.stderr.on('data', listen);
    channel.once('close', () => {
      clearTimeout(quiet);
      resolve();
    });
  });
}

function withoutSecrets(said: string, password: string | undefined): string {
  const shown = said.replace(/drover-[0-9a-f]+-(?:password|ready)/g, '');
  return (password === undefined || password === '' ? shown : shown.replaceAll(password, '…')).trim();
}

function refusal(method: Method, { user, password, executable }: Becoming, said: string): DroverError {
  const { program } = method;
  const why = method.refusal(said);
  if (why !== 'other' && password === undefined)
    return new DroverError('become-unsupported', {
      detail: `Missing ${program} password`,
      help: `Give it with --ask-become-pass or ansible_become_password (in a vault), or let the user become ${user} without one.`,
    });
  if (why !== 'other')
    return new DroverError('become-unsupported', {
      detail: `Incorrect ${program} password`,
      help: 'Correct ansible_become_password, or what was typed for --ask-become-pass.',
    });
  if (said.includes(noTerminal))
    return new DroverError('become-unsupported', {
      detail: `${executable ?? program} works in a terminal alone there, and the machine has no script(1) to give it one`,
      help: 'Install util-linux there, or let it do without: Defaults !requiretty in sudoers.',
    });
  return new DroverError('become-unsupported', {
    detail: `The machine does not let the user become ${user}${said === '' ? '' : `: ${said.slice(0, 300)}`}`,
    help: method.help,
  });
}
