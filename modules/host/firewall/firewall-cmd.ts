/** firewall-cmd(1), or firewall-offline-cmd(1) where the daemon does not run. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Call } from '../calls.ts';
import type { Programs } from '../programs.ts';
import type { Part } from './zone-parts.ts';

export interface Firewall {
  readonly isOffline: boolean;
  readonly defaultZone: string;
}

/** Which of the two programs works here. */
export async function openFirewall(programs: Programs): Promise<Firewall> {
  const program = await programs.need('firewall-cmd');
  const isOffline = (await programs.run([program, '--state'])).rc !== 0;
  const { stdout } = await ask(
    [isOffline ? 'firewall-offline-cmd' : 'firewall-cmd', '--get-default-zone'],
    programs,
  );
  return { isOffline, defaultZone: stdout.trim() };
}

/** The words before what is asked or done: which program, and which of the two configurations. */
export function firewallWords({ isOffline }: Firewall, isPermanent: boolean): Call['words'] {
  if (isOffline) return ['firewall-offline-cmd'];
  return isPermanent ? ['firewall-cmd', '--permanent'] : ['firewall-cmd'];
}

/** Runs a question; yes and no are status 0 and 1, another one throws. */
export async function ask(
  words: Call['words'],
  programs: Programs,
): Promise<{ readonly isYes: boolean; readonly stdout: string }> {
  const { rc, stdout, stderr } = await programs.run(words);
  if (rc === 0 || (rc === 1 && stderr.trim() === '')) return { isYes: rc === 0, stdout };
  if (rc === 1 && stdout.trim() === 'no') return { isYes: false, stdout };
  throw refusal(stderr.trim() || stdout.trim());
}

/** What firewalld says when it refuses something. */
export function refusal(said: string): DroverError {
  const reason = said.replace(/^Error: /, '');
  const more = reason.includes('INVALID_SERVICE')
    ? ' Services are defined by port/tcp relationship and named as they are in /etc/services (on most systems)'
    : '';
  return new DroverError('module-failed', {
    detail: `ERROR: Exception caught: ${reason}${more}`,
    help: 'firewall-cmd --get-zones, --get-services and --list-all tell on the machine what there is.',
  });
}

/** The words that ask whether a part is set in a zone. */
export function queryWords(part: Part, zone: string, start: Call['words']): Call['words'] {
  return [...start, `--zone=${zone}`, `--query-${withValue(part, part.option)}`];
}

/** The words that set a part or take it away. */
export function changeWords(
  part: Part,
  zone: string,
  start: Call['words'],
  { isEnabled, timeout }: { readonly isEnabled: boolean; readonly timeout: number },
): Call['words'] {
  const isOffline = start[0] === 'firewall-offline-cmd';
  // Offline, `--remove-service` is an option of another, older program.
  const old = isOffline && part.option === 'service' ? 'service-from-zone' : part.option;
  const verb = isEnabled ? (part.isMoved === true ? 'change' : 'add') : 'remove';
  const isForAWhile = isEnabled && part.isTimed && timeout > 0 && !isOffline && start.length === 1;
  return [
    ...start,
    `--zone=${zone}`,
    `--${verb}-${withValue(part, isEnabled ? part.option : old)}`,
    ...(isForAWhile ? [`--timeout=${timeout}`] : []),
  ];
}

function withValue({ value }: Part, option: string): string {
  return value === undefined ? option : `${option}=${value}`;
}
