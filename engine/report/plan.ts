import type { Change } from '../module.ts';
import type { EventSink, Outcome, PlanOutcome, RunEvent } from '../run/events.ts';
import { painter, type Paint, type Tone } from './color.ts';
import { hookLines } from './hooks.ts';
import { pythonJson } from './result-text.ts';
import { warningPrinter } from './warnings.ts';

export interface PlanReportOptions {
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly color: boolean;
  readonly verbosity: number;
}

const signs: Readonly<Record<PlanOutcome['action'], readonly [string, Tone]>> = {
  create: ['+', 'added'],
  update: ['~', 'changed'],
  delete: ['-', 'removed'],
  unchanged: ['=', 'dim'],
};

type Counts = Record<PlanOutcome['action'] | 'drift' | 'failed' | 'other', number>;

/**
 * What a run would do: a line for each thing that would be created, updated or deleted with its fields, and a count.
 * Things that stay as they are show with `-v`.
 */
export function planReport(options: PlanReportOptions): EventSink {
  const paint = painter(options.color);
  const counts: Counts = { create: 0, update: 0, delete: 0, unchanged: 0, drift: 0, failed: 0, other: 0 };
  const line = (text: string): void => options.write(`${text}\n`);
  const warnings = warningPrinter({ warn: options.warn, paint, verbosity: options.verbosity });
  let heading: string | undefined;
  const underHeading = (texts: readonly string[]): void => {
    if (texts.length === 0) return;
    if (heading !== undefined) line(`\n${paint('strong', heading)}`);
    heading = undefined;
    texts.forEach(line);
  };
  const show = (outcome: Outcome, label: string): void => {
    underHeading(outcomeLines(outcome, label, counts, options.verbosity, paint));
  };
  return (event: RunEvent) => {
    if (event.type === 'task-start') heading = event.task.name;
    else if (event.type === 'item') show(event.outcome, event.label);
    else if (event.type === 'result' && !event.loop) show(event.outcome, event.task.name);
    else if (event.type === 'hook') hookLines(event.hook, paint).forEach(line);
    else if (event.type === 'warning') warnings.add(event);
    else if (event.type === 'interrupted') {
      line(`\n${paint('strong', 'Interrupted')}`);
      for (const text of event.left) line(`  not planned: ${text}`);
    } else if (event.type === 'recap') {
      for (const text of summary(counts, paint)) line(text);
      warnings.end();
    }
  };
}

function outcomeLines(
  outcome: Outcome,
  label: string,
  counts: Counts,
  verbosity: number,
  paint: Paint,
): readonly string[] {
  if (outcome.status === 'failed' || outcome.status === 'unreachable') {
    if (!outcome.ignored) counts.failed += 1;
    const help = typeof outcome.result['help'] === 'string' ? [`      help: ${outcome.result['help']}`] : [];
    const { msg } = outcome.result;
    return [paint('failed', `  ! ${label}: ${typeof msg === 'string' ? msg : text(msg)}`), ...help];
  }
  if (outcome.plan === undefined) {
    if (outcome.status === 'changed') counts.other += 1;
    return outcome.status === 'changed' ? [paint('changed', `  * ${label}: would change something`)] : [];
  }
  return planLines(outcome.plan, label, counts, verbosity, paint);
}

function planLines(
  plan: PlanOutcome,
  label: string,
  counts: Counts,
  verbosity: number,
  paint: Paint,
): readonly string[] {
  counts[plan.action] += 1;
  if (plan.drift.length > 0) counts.drift += 1;
  if (plan.action === 'unchanged' && plan.drift.length === 0 && verbosity === 0) return [];
  const [sign, tone] = signs[plan.action];
  return [
    paint(tone, `  ${sign} ${plan.subject ?? label}${reasonText(plan, verbosity)}`),
    ...plan.changes.map((change) => `      ${changeText(change, plan.action)}`),
    // With -v they stand in the reason.
    ...(isPlain(plan, verbosity) ? (plan.notes ?? []) : []).map((note) => paint('dim', `      ${note}`)),
    ...plan.drift.map((change) =>
      paint('warning', `      drift ${changeText(change, 'update')} (only a new one could have it)`),
    ),
  ];
}

/** Why something is created goes without saying; how does not. */
function isPlain(plan: PlanOutcome, verbosity: number): boolean {
  return plan.action === 'create' && verbosity === 0;
}

function reasonText(plan: PlanOutcome, verbosity: number): string {
  return plan.reason === '' || isPlain(plan, verbosity) ? '' : `: ${plan.reason}`;
}

/** `mtu: 1500 -> 1400`; for a create only what it gets. */
export function changeText(change: Change, action: PlanOutcome['action']): string {
  const field = change.pointer.replace(/^\/(?:params\/)?/, '').replaceAll('/', '.');
  if (action === 'create') return `${field}: ${text(change.after)}`;
  return `${field}: ${text(change.before)} -> ${text(change.after)}`;
}

function text(value: unknown): string {
  if (value === undefined) return '(none)';
  if (typeof value !== 'string') return pythonJson(value);
  return misleading.test(value) ? JSON.stringify(value) : value;
}

/** Texts that would not look like texts, or not stay on their line. */
const misleading =
  /^$|^\s|\s$|[\p{Cc}\u2028\u2029]|^(?:~|null|true|false|[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?|\d{4}-\d\d-\d\d)$/iu;

function summary(counts: Counts, paint: Paint): readonly string[] {
  const parts: readonly (readonly [number, string, Tone])[] = [
    [counts.create, 'to create', 'added'],
    [counts.update, 'to update', 'changed'],
    [counts.delete, 'to delete', 'removed'],
    [counts.unchanged, 'unchanged', 'dim'],
    [counts.other, 'further tasks would change something', 'changed'],
    [counts.drift, 'with drift', 'warning'],
    [counts.failed, 'failed', 'failed'],
  ];
  const always = new Set(['to create', 'to update', 'unchanged']);
  const shown = parts
    .filter(([count, word]) => count > 0 || always.has(word))
    .map(([count, word, tone]) => (count === 0 ? `0 ${word}` : paint(tone, `${count} ${word}`)));
  return ['', `Plan: ${shown.join(', ')}. Nothing was written.`];
}
