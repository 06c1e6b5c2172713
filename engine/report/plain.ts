import { formatPlace } from '../diagnostics/span.ts';
import type { EventSink, Outcome, RunEvent, TaskIdentity } from '../run/events.ts';
import { painter, type Paint, type Tone } from './color.ts';
import { diffText } from './diff-text.ts';
import { hookLines, hookRecap } from './hooks.ts';
import { progressLog } from './progress-log.ts';
import { recapLines } from './recap.ts';
import { alwaysShown, resultText } from './result-text.ts';
import { warningPrinter } from './warnings.ts';

export interface PlainOptions {
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly color: boolean;
  readonly verbosity: number;
  /** Columns for the banners; Ansible's 79 where the output is no terminal. */
  readonly width?: number;
}

/** The shape of Ansible's default output, which scripts search through: banners, one line a host, and the recap. */
export function plainReport(options: PlainOptions): EventSink {
  const paint = painter(options.color);
  const width = options.width ?? 79;
  const line = (text: string): void => options.write(`${text}\n`);
  const warnings = warningPrinter({ warn: options.warn, paint, verbosity: options.verbosity });
  const log = progressLog();
  const hooks = hookRecap();
  const handle: { readonly [T in RunEvent['type']]: (event: Extract<RunEvent, { type: T }>) => void } = {
    'run-start': ({ lock }) => {
      if (lock !== undefined && options.verbosity >= 1)
        line(`Roles and collections are those of the lock ${lock}`);
    },
    'play-start': (event) => line(banner(`PLAY [${event.name}]`, width)),
    'no-hosts-matched': () => line(paint('skipped', 'skipping: no hosts matched')),
    'no-hosts-left': () => line(banner('NO MORE HOSTS LEFT', width)),
    'task-start': (event) => {
      line(banner(`${event.task.handler ? 'RUNNING HANDLER' : 'TASK'} [${event.task.name}]`, width));
      if (options.verbosity >= 2 && event.task.span !== undefined)
        line(paint('dim', `task path: ${formatPlace(event.task.span)}`));
    },
    item: (event) => {
      const text = itemLine(event.task, event.outcome, event.label, options.verbosity);
      line(paint(toneOf(event.outcome), text));
    },
    result: (event) => {
      for (const text of resultLines(event.task, event.outcome, event.loop, options.verbosity, paint))
        line(text);
    },
    retry: (event) =>
      line(
        paint('dim', `FAILED - RETRYING: [${event.host}]: ${event.task.name} (${event.left} retries left).`),
      ),
    included: (event) => {
      const label = event.label === undefined ? '' : ` => (item=${event.label})`;
      line(paint('skipped', `included: ${event.file} for ${event.hosts.join(', ')}${label}`));
    },
    progress: (event) => {
      const text = log(event);
      if (text !== undefined) line(paint('dim', text));
    },
    diff: (event) => {
      const texts = event.diffs.map((diff) => diffText(diff, paint)).filter((text) => text !== '');
      if (texts.length > 0) line(texts.join('\n'));
    },
    warning: (event) => {
      warnings.add(event);
    },
    hook: ({ hook }) => {
      hooks.add(hook);
      for (const text of hookLines(hook, paint)) line(text);
    },
    diagnostics: () => undefined,
    interrupted: (event) => {
      line(banner('INTERRUPTED', width));
      for (const text of event.left) line(`  not done: ${text}`);
    },
    recap: (event) => {
      line(banner('PLAY RECAP', width));
      for (const text of recapLines(event.stats, paint)) line(text);
      const ran = hooks.lines(paint);
      if (ran.length > 0) line(banner('HOOKS', width));
      ran.forEach(line);
      line('');
      warnings.end();
    },
  };
  return (event) => (handle[event.type] as (event: RunEvent) => void)(event);
}

function banner(message: string, width: number): string {
  return `\n${message} ${'*'.repeat(Math.max(3, width - message.length))}`;
}

export function toneOf(outcome: Outcome): Tone {
  const tones = {
    ok: 'ok',
    changed: 'changed',
    skipped: 'skipped',
    failed: 'failed',
    unreachable: 'failed',
  } as const;
  return tones[outcome.status];
}

function hostText(outcome: Outcome): string {
  return outcome.delegatedTo === undefined ? outcome.host : `${outcome.host} -> ${outcome.delegatedTo}`;
}

function dump(task: TaskIdentity, outcome: Outcome, verbosity: number): string {
  const failed = outcome.status === 'failed' || outcome.status === 'unreachable';
  return resultText(outcome.result, { verbosity, action: task.action, failed });
}

function isShown(outcome: Outcome, verbosity: number): boolean {
  return verbosity > 0 || alwaysShown(outcome.result);
}

function itemLine(task: TaskIdentity, outcome: Outcome, label: string, verbosity: number): string {
  const host = hostText(outcome);
  if (outcome.status === 'failed' || outcome.status === 'unreachable') {
    return `failed: [${host}] (item=${label}) => ${dump(task, outcome, verbosity)}${helpText(outcome)}`;
  }
  const word = outcome.status === 'skipped' ? 'skipping' : outcome.status;
  const shown = isShown(outcome, verbosity) ? ` => ${dump(task, outcome, verbosity)}` : '';
  return `${word}: [${host}] => (item=${label})${shown}`;
}

function resultLines(
  task: TaskIdentity,
  outcome: Outcome,
  isLoop: boolean,
  verbosity: number,
  paint: Paint,
): readonly string[] {
  const host = hostText(outcome);
  const tone = toneOf(outcome);
  const ignoring = outcome.ignored ? [paint('skipped', '...ignoring')] : [];
  if (outcome.status === 'failed') {
    if (isLoop) return ignoring;
    return [
      paint(tone, `fatal: [${host}]: FAILED! => ${dump(task, outcome, verbosity)}${helpText(outcome)}`),
      ...ignoring,
    ];
  }
  if (outcome.status === 'unreachable') {
    return [
      paint(tone, `fatal: [${host}]: UNREACHABLE! => ${dump(task, outcome, verbosity)}${helpText(outcome)}`),
      ...ignoring,
    ];
  }
  if (isLoop && outcome.status !== 'skipped') return [];
  const word = outcome.status === 'skipped' ? 'skipping' : outcome.status;
  const shown = isShown(outcome, verbosity) ? ` => ${dump(task, outcome, verbosity)}` : '';
  return [paint(tone, `${word}: [${host}]${shown}`)];
}

function helpText(outcome: Outcome): string {
  const { help, place } = outcome.result;
  const lines = [
    typeof place === 'string' ? `at ${place}` : '',
    typeof help === 'string' ? `help: ${help}` : '',
  ];
  return lines
    .filter((text) => text !== '')
    .map((text) => `\n    ${text.replaceAll('\n', '\n          ')}`)
    .join('');
}
