import { secretParameter } from '../../engine/text/secret-parameter.ts';

/**
 * The address of a playbook as it may stand in a journal or a message: without a password, without the user of HTTP
 * (there a token is often the user), and without secrets in its query. All else stays to the letter: the journal knows
 * a hook again by it.
 */
export function safeAddress(playbook: string): string {
  return (
    playbook
      .replace(/^((?:[a-z]+\+)?https?:\/\/)[^/]*@/i, '$1')
      .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/@]*):[^/]*@/i, '$1@')
      // What is asked for ends where the path in the repository begins.
      .replace(/([?&])([\w.-]+)=(?:(?!\/\/)[^&#])*/g, (all, start: string, name: string) =>
        playbook.includes('://') && secretParameter.test(name) ? `${start}${name}=` : all,
      )
  );
}
