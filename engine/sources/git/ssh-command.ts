import { DroverError } from '../../diagnostics/drover-error.ts';
import type { ReachSettings } from '../http/http-settings.ts';

/**
 * How Git starts ssh: as the user does, but it asks nobody, and a host whose key is not known is refused, whatever
 * ~/.ssh/config says. Throws `source-refused` for a command of the user's that takes any key.
 */
export function sshCommand({
  environment,
  knownHosts,
}: Pick<ReachSettings, 'environment' | 'knownHosts'>): string {
  const own = environment['GIT_SSH_COMMAND'];
  const command = own === undefined || own === '' ? quoted(environment['GIT_SSH'] || 'ssh') : own;
  // Of an option that is given twice, ssh takes the first.
  const loose = /StrictHostKeyChecking[\s=]*["']?(?:no|off|accept-new|ask)\b/i.exec(command);
  if (loose !== null) {
    throw new DroverError('source-refused', {
      detail: `GIT_SSH_COMMAND says ${loose[0]}: then any server could stand in for the one that is meant.`,
      help: 'Take it out, and put the key of the server into known_hosts (or a file named with --known-hosts).',
    });
  }
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=30',
    'PermitLocalCommand=no',
  ];
  if (knownHosts !== undefined)
    options.push(`UserKnownHostsFile="${knownHosts}"`, 'GlobalKnownHostsFile=/dev/null');
  return [command, ...options.map((option) => `-o ${quoted(option)}`)].join(' ');
}

/** For the shell that Git gives the command to. */
function quoted(text: string): string {
  return /^[\w/.=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
