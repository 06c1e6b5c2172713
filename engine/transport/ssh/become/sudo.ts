import { quote } from '../shell-words.ts';
import type { Becoming, Inner, Method } from './method.ts';

/** sudo(8). It reads the password from its input, whether there is a terminal or not. */
export const sudo: Method = {
  program: 'sudo',
  line: (becoming, inner, prompt) => `${commandOf(becoming, prompt)} /bin/sh -c ${quote(textOf(inner))}`,
  // sudo closes what has a number above 2.
  lineInTerminal: (becoming, inner, prompt) =>
    `${commandOf(becoming, prompt)} /bin/sh -c ${quote(textOf(inner))} <&3 >&4 2>&5`,
  asksInTerminal: false,
  tellsSignals: false,
  // PAM may have words of its own.
  asks: (said, prompt) => said.endsWith(prompt) || /(?:password|passcode|code|pin)[^\n]*: ?$/i.test(said),
  wantsTerminal: (said) => /must have a tty|no tty present/i.test(said),
  refusal: (said) => {
    if (/incorrect password|try again/i.test(said)) return 'password wrong';
    return /password is required|terminal is required|no password was provided/i.test(said)
      ? 'password missing'
      : 'other';
  },
  help: 'Check that sudo is installed there, and what it allows this user: sudo -l shows it.',
};

function textOf({ announce, work }: Inner): string {
  return `${announce};${work}`;
}

function commandOf({ user, password, flags, executable = sudo.program }: Becoming, prompt: string): string {
  const usual = password === undefined ? '-H -S -n' : '-H -S';
  return `exec ${quote(executable)} ${flags ?? usual} -p ${prompt} -u ${quote(user)}`;
}
