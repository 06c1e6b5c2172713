/** Runs a case through drover, in this process, with all of its modules. */
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../../engine/run/events.ts';
import { memoryJournal } from '../../../engine/run/journal.ts';
import { nodePorts } from '../../../engine/run/node-ports.ts';
import { nodeSourceFiles } from '../../../engine/run/node-source-files.ts';
import { runPlaybooks } from '../../../engine/run/run-playbooks.ts';
import { memoryState } from '../../../engine/run/state/state-lines.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import { normalise } from './normalise.ts';
import { ownRegistry } from './own-registry.ts';
import { placeCase, playbookOf, type Gives, type Places, type PlayCase } from './play-case.ts';
import { makeTree, readTree, treeChanges } from './tree.ts';

export interface DroverRun {
  readonly gives: Gives;
  readonly diagnostics: readonly string[];
}

export async function runDrover(given: PlayCase, places: Places): Promise<DroverRun> {
  const one = placeCase(given, places);
  const { dir } = places;
  try {
    makeTree(dir, one.files ?? {});
    if (one.inventory !== undefined) writeFileSync(`${dir}/hosts`, one.inventory);
    writeFileSync(`${dir}/play.yml`, playbookOf(one));
    const before = readTree(dir);
    const events: RunEvent[] = [];
    const diagnostics = normalise(await play(one, dir, events), one, places) as readonly string[];
    const files = normalise(treeChanges(before, readTree(dir)), one, places) as Record<string, unknown>;
    const shown = shownBy(events);
    const result = withDiffs(shown?.['result'], events);
    return {
      diagnostics,
      gives:
        shown === undefined
          ? { stops: true, ...nonEmpty({ files }) }
          : {
              ...(result === 'no result' ? {} : { result: normalise(result, one, places) }),
              ...nonEmpty({ values: normalise(shown['values'], one, places) as object, files }),
            },
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function play(one: PlayCase, dir: string, events: RunEvent[]): Promise<readonly string[]> {
  const summary = await runPlaybooks(
    {
      playbooks: [`${dir}/play.yml`],
      inventories: one.inventory === undefined ? [] : [`${dir}/hosts`],
      extraVars: [],
      tags: [],
      skipTags: [],
      checkMode: false,
      diffMode: false,
      verbosity: 0,
      vaultPasswords: [{ id: 'default', password: 'vault-word' }],
      forceHandlers: false,
      flushCache: false,
    },
    {
      registry: ownRegistry(),
      files: nodeSourceFiles(),
      ports: nodePorts(process.env),
      controller: localConnection(process.env),
      environment: process.env,
      journal: memoryJournal(),
      state: memoryState(),
      packagedRoles: [],
      signal: new AbortController().signal,
      sink: (event) => void events.push(event),
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    },
  );
  return summary.diagnostics.filter(({ severity }) => severity === 'error').map(({ detail }) => detail);
}

function shownBy(events: readonly RunEvent[]): Readonly<Record<string, unknown>> | undefined {
  const last = events.findLast((event) => event.type === 'result' && event.task.name.endsWith('show case'));
  const msg = last?.type === 'result' ? last.outcome.result['msg'] : undefined;
  // It is a text where a value that was asked for is not there.
  return typeof msg === 'object' ? (msg as Readonly<Record<string, unknown>>) : undefined;
}

function withDiffs(result: unknown, events: readonly RunEvent[]): unknown {
  const diffs = events.flatMap((event) => (event.type === 'diff' ? event.diffs : []));
  return diffs.length === 0 ? result : { ...(result as object), diff: diffs };
}

export function nonEmpty<T extends Readonly<Record<string, object>>>(parts: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0),
  ) as Partial<T>;
}
