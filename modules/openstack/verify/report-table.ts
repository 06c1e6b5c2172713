import { aligned } from '../../../engine/text/aligned.ts';
import { countStates, STATES, titleOf, type Finding, type VerifyReport } from './report.ts';

/** So many findings are told on a terminal; the other forms have them all. */
const MOST_TOLD = 200;

/** The report for a terminal: a line a kind, then a line a finding. */
export function reportTable(report: VerifyReport): string {
  const rows = report.kinds.map((kind) => [
    titleOf(kind),
    String(kind.records),
    String(kind.same),
    String(kind.findings.length),
  ]);
  const findings = report.kinds.flatMap((kind) => kind.findings);
  const left = findings.length - MOST_TOLD;
  return [
    aligned([['kind', 'records', 'as the file', 'findings'], ...rows], (column) => column > 0),
    ...findings.slice(0, MOST_TOLD).map(line),
    ...(left > 0 ? [`There are ${left} more; --report FILE.html or FILE.json has them all.`] : []),
    '',
    summary(report),
  ].join('\n');
}

/** One sentence. */
export function summary(report: VerifyReport): string {
  const counts = countStates(report);
  const told = Object.entries(STATES).flatMap(([state, words]) => {
    const count = counts[state as keyof typeof STATES];
    return count === undefined ? [] : [`${count} ${words}`];
  });
  const records = report.kinds.reduce((sum, kind) => sum + kind.records, 0);
  return `${records} ${records === 1 ? 'record' : 'records'} looked at: ${told.length === 0 ? 'the destination has all of them as the files say' : told.join(', ')}.`;
}

function line({ state, resource, place, field, source, file, destination, why }: Finding): string {
  const values = [
    ['source', source],
    ['file', file],
    ['destination', destination],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${String(name)} ${shown(value)}`]));
  const told = values.length === 0 ? '' : ` (${values.join(', ')})`;
  return `${place}: ${resource}${field === null ? '' : `, ${field}`}: ${STATES[state]}${told}. ${why}`;
}

const LONGEST = 80;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
