import type { HostStats } from '../run/events.ts';
import type { Paint, Tone } from './color.ts';

const columns: readonly (readonly [Exclude<keyof HostStats, 'host'>, Tone])[] = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['unreachable', 'failed'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['rescued', 'ok'],
  ['ignored', 'skipped'],
];

/** A line a host, column for column as Ansible prints it. */
export function recapLines(stats: readonly HostStats[], paint: Paint): readonly string[] {
  return [...stats]
    .sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0))
    .map((host) => {
      const counts = columns.map(([key, tone]) => {
        const count = host[key];
        const text = `${key}=${String(count).padEnd(4)}`;
        return count === 0 ? text : paint(tone, text);
      });
      const tone = host.failed > 0 || host.unreachable > 0 ? 'failed' : host.changed > 0 ? 'changed' : 'ok';
      return `${paint(tone, host.host.padEnd(26))} : ${counts.join(' ')}`;
    });
}
