import type { HostStats, Outcome } from './events.ts';

type Count = Exclude<keyof HostStats, 'host'>;
type Counts = Record<Count, number>;

/** Counts as Ansible's recap does: `ok` includes the changed, an ignored failure is ok and ignored. */
export interface StatsCollector {
  count(outcome: Outcome, rescuing: boolean): void;
  increment(host: string, count: Count): void;
  list(): readonly HostStats[];
  anyFailed(): boolean;
  anyUnreachable(): boolean;
}

export function createStats(): StatsCollector {
  const hosts = new Map<string, Counts>();
  const of = (host: string): Counts => {
    const known = hosts.get(host);
    if (known !== undefined) return known;
    const counts = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
    hosts.set(host, counts);
    return counts;
  };
  return {
    count: (outcome, rescuing) => {
      for (const count of countsOf(outcome, rescuing)) of(outcome.host)[count] += 1;
    },
    increment: (host, count) => {
      of(host)[count] += 1;
    },
    list: () =>
      [...hosts].map(([host, counts]) => ({ host, ...counts })).sort((a, b) => (a.host < b.host ? -1 : 1)),
    anyFailed: () => [...hosts.values()].some((counts) => counts.failed > 0),
    anyUnreachable: () => [...hosts.values()].some((counts) => counts.unreachable > 0),
  };
}

function countsOf(outcome: Outcome, rescuing: boolean): readonly Count[] {
  switch (outcome.status) {
    case 'ok':
      return ['ok'];
    case 'changed':
      return ['ok', 'changed'];
    case 'skipped':
      return ['skipped'];
    case 'unreachable':
      return outcome.ignored ? ['ok', 'ignored'] : ['unreachable'];
    case 'failed':
      if (outcome.ignored)
        return outcome.result['changed'] === true ? ['ok', 'ignored', 'changed'] : ['ok', 'ignored'];
      return rescuing ? ['rescued'] : ['failed'];
  }
}
