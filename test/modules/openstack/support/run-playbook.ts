import type { RunEvent } from '../../../../engine/run/events.ts';
import { memoryJournal } from '../../../../engine/run/journal.ts';
import { nodeSourceFiles } from '../../../../engine/run/node-source-files.ts';
import { runPlaybooks } from '../../../../engine/run/run-playbooks.ts';
import { memoryState } from '../../../../engine/run/state/state-lines.ts';
import { openWorld } from '../../../../engine/cli/world.ts';

export interface PlaybookRun {
  /** What became of items, and of tasks without items, in their order. */
  readonly outcomes: readonly Told[];
  /** What `debug` said. */
  readonly messages: readonly string[];
  readonly failures: readonly string[];
  readonly problems: readonly string[];
}

export interface Told {
  /** `import_all : Import them`. */
  readonly task: string;
  readonly label: string;
  readonly status: string;
}

/** Runs a playbook that drover comes with in this process. */
export async function runPackaged(
  playbook: string,
  variables: Readonly<Record<string, unknown>>,
  options: { readonly checkMode?: boolean } = {},
): Promise<PlaybookRun> {
  const events: RunEvent[] = [];
  const files = nodeSourceFiles();
  const journal = { ...memoryJournal(), state: memoryState(), close: () => Promise.resolve() };
  const path = new URL(`../../../../playbooks/${playbook}`, import.meta.url).pathname;
  await runPlaybooks(
    {
      playbooks: [path],
      inventories: [],
      extraVars: [JSON.stringify(variables)],
      tags: [],
      skipTags: [],
      checkMode: options.checkMode ?? false,
      diffMode: false,
      verbosity: 0,
      vaultPasswords: [],
      forceHandlers: false,
      flushCache: false,
    },
    openWorld({ files, sink: (event) => events.push(event), signal: new AbortController().signal, journal }),
  );
  return told(events);
}

type Ended = Extract<RunEvent, { readonly type: 'item' | 'result' }>;

function isEnded(event: RunEvent): event is Ended {
  return event.type === 'item' || (event.type === 'result' && !event.loop);
}

function told(events: readonly RunEvent[]): PlaybookRun {
  const outcomes = events.filter(isEnded);
  const failed = outcomes.filter(
    ({ outcome }) => outcome.status === 'failed' || outcome.status === 'unreachable',
  );
  return {
    outcomes: outcomes.map((event) => ({
      task: event.task.name,
      label: event.type === 'item' ? event.label : '',
      status: event.outcome.status,
    })),
    messages: outcomes
      .filter(({ task, outcome }) => task.action.endsWith('debug') && outcome.status === 'ok')
      .map(({ outcome }) => String(outcome.result['msg'])),
    failures: failed.map(({ task, outcome }) => `${task.name}: ${String(outcome.result['msg'])}`),
    problems: events.flatMap((event) =>
      event.type === 'diagnostics' ? event.diagnostics.map(({ detail }) => detail) : [],
    ),
  };
}
