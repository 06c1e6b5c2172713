/** Alerts that people have looked at and do not want to see again: `aws_suppress_alerts`. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../../../engine/schema/suggest.ts';
import { globPattern } from '../../../engine/text/glob.ts';
import type { Alert } from './rule.types.ts';
import { alertCodes } from './rules.ts';

/** An entry: a code, and the ids that it is suppressed for; none for all. Both may have `*` and `?` in them. */
export interface Suppression {
  readonly code: string;
  readonly ids: readonly string[];
}

export interface Sifted {
  readonly alerts: readonly Alert[];
  readonly suppressed: readonly Alert[];
  /** Entries that fit no alert, as they were written. */
  readonly unused: readonly string[];
}

/** Reads the list: `VPC-PEERING`, or `{code: VPC-PUBLIC-ROUTE, ids: [rtb-1, 8.8.*]}`. */
export function readSuppressions(value: unknown): readonly Suppression[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(`${JSON.stringify(value)} is no list.`);
  return value.map(readEntry);
}

function readEntry(entry: unknown): Suppression {
  if (typeof entry === 'string') return { code: knownCode(entry), ids: [] };
  const { code, ids, ...rest }: Readonly<Record<string, unknown>> =
    typeof entry === 'object' && entry !== null ? { ...entry } : {};
  const [further] = Object.keys(rest);
  if (further !== undefined)
    throw wrong(`${JSON.stringify(entry)} has the key ${further}; there are code and ids.`);
  if (typeof code !== 'string') throw wrong(`${JSON.stringify(entry)} has no code.`);
  const list: readonly unknown[] = ids === undefined ? [] : Array.isArray(ids) ? ids : [ids];
  const wrongId = list.find((id) => typeof id !== 'string' || id === '');
  if (wrongId !== undefined || (ids !== undefined && list.length === 0))
    throw wrong(`ids of ${code} are ${JSON.stringify(ids)}, which is no list of texts.`);
  return { code: knownCode(code), ids: list.map(String) };
}

function knownCode(written: string): string {
  const code = written.trim().toUpperCase();
  if (alertCodes.some((known) => globPattern(code).test(known))) return code;
  throw wrong(`${JSON.stringify(written)} is the code of no alert. ${didYouMean(code, alertCodes)}`.trim());
}

/** Takes out what is suppressed. */
export function sift(alerts: readonly Alert[], suppressions: readonly Suppression[]): Sifted {
  const suppressed = alerts.filter((alert) => suppressions.some((entry) => fits(entry, alert)));
  const hidden = new Set(suppressed);
  return {
    alerts: alerts.filter((alert) => !hidden.has(alert)),
    suppressed,
    unused: suppressions.filter((entry) => !alerts.some((alert) => fits(entry, alert))).map(written),
  };
}

function fits({ code, ids }: Suppression, alert: Alert): boolean {
  if (!globPattern(code).test(alert.code)) return false;
  const own = [alert.subject, alert.vpc, alert.region, alert.account, ...(alert.also ?? [])];
  return (
    ids.length === 0 || ids.some((id) => own.some((one) => one !== undefined && globPattern(id).test(one)))
  );
}

function written({ code, ids }: Suppression): string {
  return ids.length === 0 ? code : `${code} for ${ids.join(', ')}`;
}

function wrong(detail: string): DroverError {
  return new DroverError('discovery-alerts', {
    detail: `aws_suppress_alerts: ${detail}`,
    help: 'Write a list of codes, or of {code: …, ids: […]}; docs/alerts.md has all codes.',
  });
}
