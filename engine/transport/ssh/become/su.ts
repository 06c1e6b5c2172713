import { quote } from '../shell-words.ts';
import type { Becoming, Method } from './method.ts';

/**
 * su(1) asks for the password of the user that is to be. What it says is in English: the task has its own language back
 * when it begins. The user's log-in shell may be one that runs nothing, so that /bin/sh is named.
 */
export const su: Method = {
  program: 'su',
  line: (becoming, inner) =>
    `${keepLanguage}${commandOf(becoming, `${ownLanguage}${inner.announce};${inner.work}`)}`,
  lineInTerminal: (becoming, inner) => {
    // What the terminal shows comes in order: all that su has said there is over with the announcement.
    const redirected = `${inner.announce};exec <&3 >&4 2>&5 3<&- 4>&- 5>&-;${ownLanguage}${inner.work}`;
    return `${keepLanguage}${commandOf(becoming, redirected)}`;
  },
  asksInTerminal: true,
  tellsSignals: true,
  asks: (said) => /password[^\n]*: ?$/i.test(said),
  wantsTerminal: (said) => /must be run from a terminal|must be a tty/i.test(said),
  refusal: (said) =>
    /authentication|incorrect password|password.*: ?$/i.test(said) ? 'password wrong' : 'other',
  help: 'Check that su is installed there, and whether it lets this user through (PAM, the group wheel).',
};

const keepLanguage = 'drover_l=${LC_ALL-};LC_ALL=C;export drover_l LC_ALL;';
const ownLanguage = 'if [ -n "$drover_l" ];then LC_ALL=$drover_l;else unset LC_ALL;fi;unset drover_l;';

function commandOf({ user, flags = '', executable = su.program }: Becoming, inner: string): string {
  return `${quote(executable)} ${flags} -s /bin/sh ${quote(user)} -c ${quote(inner)}`;
}
