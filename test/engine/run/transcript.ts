import type { Outcome, RunEvent } from '../../../engine/run/events.ts';

/** An event as lines of a transcript: what Ansible's output says, without its decoration. */
export function transcriptLines(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'play-start':
      return [`PLAY [${event.name}]`];
    case 'no-hosts-matched':
      return ['skipping: no hosts matched'];
    case 'no-hosts-left':
      return ['NO MORE HOSTS LEFT'];
    case 'task-start':
      return [`${event.task.handler ? 'HANDLER' : 'TASK'} [${event.task.name}]`];
    case 'item':
      return [
        `${event.outcome.status}: ${hostOf(event.outcome)} (item=${event.label})${tail(event.outcome)}`,
      ];
    case 'result':
      return event.loop
        ? [`${event.outcome.status}: ${hostOf(event.outcome)} loop${flags(event.outcome)}`]
        : [`${event.outcome.status}: ${hostOf(event.outcome)}${tail(event.outcome)}${flags(event.outcome)}`];
    case 'retry':
      return [`retry: [${event.host}] ${event.left} left`];
    case 'included':
      return [
        `included: ${event.file.replace(/^.*\/play\//, '')} for ${event.hosts.join(', ')}${event.label === undefined ? '' : ` (item=${event.label})`}`,
      ];
    case 'diff':
      return event.diffs.map(
        ({ before, after }) => `diff: [${event.host}] ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
      );
    case 'warning':
      return [`warning: ${event.message}`];
    case 'interrupted':
      return ['INTERRUPTED'];
    case 'recap':
      return event.stats.map(({ host, ...counts }) => {
        const shown = Object.entries(counts).filter(([, count]) => count !== 0);
        return `${host}: ${shown.map(([name, count]) => `${name}=${count}`).join(' ')}`.trim();
      });
    default:
      return [];
  }
}

function hostOf({ host, delegatedTo }: Outcome): string {
  return delegatedTo === undefined ? `[${host}]` : `[${host} -> ${delegatedTo}]`;
}

function tail(outcome: Outcome): string {
  const { result } = outcome;
  if ('censored' in result) return ' => censored';
  if (outcome.status === 'skipped' || result['msg'] === undefined) return '';
  const { msg } = result;
  return ` => ${typeof msg === 'string' ? msg.split('\n')[0] : JSON.stringify(msg)}`;
}

function flags(outcome: Outcome): string {
  return outcome.ignored ? ' ...ignoring' : '';
}
