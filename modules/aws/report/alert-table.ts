import { aligned } from '../../../engine/text/aligned.ts';
import type { Alert, Severity } from '../rules/rule.types.ts';

const order: readonly Severity[] = ['error', 'warning', 'info'];

/** How many alerts there are of each severity. */
export function countAlerts(alerts: readonly Alert[]): Readonly<Record<Severity, number>> {
  const of = (severity: Severity): number => alerts.filter((one) => one.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info') };
}

/** For the terminal: the worst first. */
export function alertTable(alerts: readonly Alert[]): string {
  const sorted = alerts.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  const rows = sorted.map(({ severity, code, vpc, region, account, text }) => [
    severity,
    code,
    vpc ?? region ?? account,
    text,
  ]);
  return aligned([['severity', 'code', 'where', 'alert'], ...rows], () => false);
}

/** `2 errors, 1 warning, 7 notes`. */
export function countText(alerts: readonly Alert[]): string {
  const counts = countAlerts(alerts);
  const one = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return [one(counts.error, 'error'), one(counts.warning, 'warning'), one(counts.info, 'note')].join(', ');
}
