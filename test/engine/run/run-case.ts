import { formatPlace } from '../../../engine/diagnostics/span.ts';
import type { Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import type { RunEvent } from '../../../engine/run/events.ts';
import { memoryJournal } from '../../../engine/run/journal.ts';
import type { RunRequest, RunSummary, RunWorld } from '../../../engine/run/options.ts';
import { runPlaybooks } from '../../../engine/run/run-playbooks.ts';
import { memoryState } from '../../../engine/run/state/state-lines.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import type { Case } from './case-file.ts';
import { testRegistry } from './fake-modules.ts';
import { memoryConnection, memoryFiles, memoryPorts } from './memory-files.ts';
import { transcriptLines } from './transcript.ts';

export interface CaseResult {
  readonly summary: RunSummary;
  readonly transcript: readonly string[];
  readonly events: readonly RunEvent[];
  readonly diagnostics: readonly string[];
  readonly journal: readonly string[];
}

/** Runs a case in a world of its own: files in memory, no time passes in pauses. */
export async function runCase(one: Case): Promise<CaseResult> {
  const { request, world, events, transcript, journal } = openCase(one);
  const summary = await runPlaybooks(request, world);
  return {
    summary,
    events,
    transcript,
    diagnostics: summary.diagnostics.map(diagnosticLine),
    journal: journal.lines.map((line) =>
      line.state === 'intended' ? `intended ${line.entry.name}` : line.state,
    ),
  };
}

export function openCase(one: Case): {
  readonly request: RunRequest;
  readonly world: RunWorld;
  readonly events: RunEvent[];
  readonly transcript: string[];
  readonly journal: ReturnType<typeof memoryJournal>;
} {
  const files = memoryFiles(one.files);
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const transcript: string[] = [];
  const journal = memoryJournal();
  const sink = (event: RunEvent): void => {
    events.push(event);
    for (const line of transcriptLines(event)) {
      transcript.push(line);
      if (line === one.interruptAt) controller.abort();
    }
  };
  const environment = one.environment ?? {};
  const world: RunWorld = {
    registry: testRegistry(),
    files,
    ports: memoryPorts(files, environment),
    controller: memoryConnection(files, localConnection(process.env)),
    environment,
    journal,
    state: memoryState(),
    packagedRoles: ['/play/packaged'],
    signal: controller.signal,
    sink,
    sleep: () => Promise.resolve(),
  };
  return { request: requestOf(one), world, events, transcript, journal };
}

export function diagnosticLine({ severity, code, span, detail }: Diagnostic): string {
  const place = span === undefined ? '' : ` ${formatPlace(span).replace('/play/', '')}`;
  return `${severity === 'warning' ? 'warning ' : ''}${code}${place}: ${detail}`;
}

function requestOf(one: Case): RunRequest {
  const args = [...(one.args ?? [])];
  const answers = [...(one.answers ?? [])];
  const values = (...names: readonly string[]): readonly string[] => {
    const found: string[] = [];
    for (let at = 0; at < args.length;) {
      if (names.includes(args[at] ?? '')) found.push(args.splice(at, 2)[1] ?? '');
      else at += 1;
    }
    return found;
  };
  const flag = (...names: readonly string[]): boolean => {
    const at = args.findIndex((arg) => names.includes(arg));
    if (at === -1) return false;
    args.splice(at, 1);
    return true;
  };
  const [limit] = values('-l', '--limit');
  const [startAtTask] = values('--start-at-task');
  const [connection] = values('-c');
  const [forks] = values('-f');
  const step = flag('--step');
  const request: RunRequest = {
    playbooks: one.playbooks ?? ['play.yml'],
    inventories: one.inventory === undefined ? [] : [one.inventory],
    extraVars: values('-e'),
    tags: values('-t', '--tags').flatMap((list) => list.split(',')),
    skipTags: values('--skip-tags').flatMap((list) => list.split(',')),
    checkMode: flag('-C', '--check'),
    diffMode: flag('-D', '--diff'),
    ...(forks === undefined ? {} : { forks: Number(forks) }),
    verbosity: flag('-vvv') ? 3 : 0,
    vaultPasswords: values('--vault-password').map((password) => ({ id: 'default', password })),
    forceHandlers: flag('--force-handlers'),
    flushCache: false,
    ...(limit === undefined ? {} : { limit }),
    ...(startAtTask === undefined ? {} : { startAtTask }),
    ...(connection === undefined ? {} : { connection }),
    ...(step ? { step: () => Promise.resolve((answers.shift() ?? 'no') as 'yes' | 'no' | 'continue') } : {}),
    ...(answers.length > 0 && !step ? { prompt: () => Promise.resolve(answers.shift() ?? '') } : {}),
  };
  if (args.length > 0) throw new Error(`The case has flags that are not known: ${args.join(' ')}`);
  return request;
}
