/** Runs one hook in a run of its own, as a migration does, and shows what it came to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { defineAction, type ModuleRegistry } from '../../../../engine/module.ts';
import type { RunEvent } from '../../../../engine/run/events.ts';
import { memoryJournal } from '../../../../engine/run/journal.ts';
import { nodePorts } from '../../../../engine/run/node-ports.ts';
import { nodeSourceFiles } from '../../../../engine/run/node-source-files.ts';
import type { RunRequest } from '../../../../engine/run/options.ts';
import { runPlaybooks } from '../../../../engine/run/run-playbooks.ts';
import { memoryState } from '../../../../engine/run/state/state-lines.ts';
import { openCache } from '../../../../engine/sources/cache.ts';
import { playContent } from '../../../../engine/sources/plays/play-content.ts';
import { localConnection } from '../../../../engine/transport/local.ts';
import { connectHost } from '../../../../engine/transport/ssh/connect.ts';
import { callHook, checkHook, type HookOutcome } from '../../../../modules/hooks/call-hook.ts';
import type { Workload } from '../../../../modules/hooks/hook.types.ts';
import { readHooks } from '../../../../modules/hooks/read-hooks.ts';
import { createRegistry } from '../../../../modules/index.ts';

export interface HookToRun {
  /** Of a folder of the test: paths and their content. */
  readonly files: Readonly<Record<string, string>>;
  /** The entry of a hook, as YAML in one line. */
  readonly hook: string;
  readonly inventory?: string;
  readonly workload?: Workload;
  readonly request?: Partial<RunRequest>;
  readonly stop?: AbortSignal;
  /** Called as soon as something is told. */
  readonly onEvent?: (event: RunEvent) => void;
  readonly checkOnly?: boolean;
}

export interface HookRun {
  readonly outcome: HookOutcome;
  readonly problems: readonly string[];
  readonly events: readonly RunEvent[];
  readonly journal: string;
}

/** `folder`: in the files, `FOLDER` stands for it. */
export async function runHook(given: HookToRun): Promise<HookRun> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-runner-test-'));
  try {
    const place = (text: string): string => text.replaceAll('FOLDER', folder);
    for (const [path, text] of Object.entries(given.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), place(text));
    }
    const phase = given.workload === undefined ? 'plan_start' : 'pre_migration';
    writeFileSync(
      join(folder, 'play.yml'),
      `- hosts: localhost\n  gather_facts: false\n  vars:\n    hooks:\n      ${phase}:\n        - ${place(given.hook)}\n  tasks:\n    - test.hook:\n`,
    );
    if (given.inventory !== undefined) writeFileSync(join(folder, 'hosts.yml'), place(given.inventory));
    return await play(given, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(given: HookToRun, folder: string): Promise<HookRun> {
  const events: RunEvent[] = [];
  const outcomes: HookOutcome[] = [];
  const problems: string[] = [];
  const journal = memoryJournal();
  const cache = openCache(join(folder, 'cache'), () => undefined);
  const summary = await runPlaybooks(
    {
      playbooks: [join(folder, 'play.yml')],
      inventories: given.inventory === undefined ? [] : [join(folder, 'hosts.yml')],
      extraVars: [],
      tags: [],
      skipTags: [],
      checkMode: false,
      diffMode: false,
      verbosity: 0,
      vaultPasswords: [],
      forceHandlers: false,
      flushCache: false,
      ...given.request,
    },
    {
      registry: withHookModule(given, outcomes, problems),
      files: nodeSourceFiles(),
      ports: nodePorts(process.env),
      controller: localConnection(process.env),
      connect: (target) => Promise.resolve(connectHost(target)),
      environment: process.env,
      journal,
      state: memoryState(),
      packagedRoles: [],
      plays: playContent({ cache, locked: undefined, folders: [folder], rolesPath: [], packaged: [] }),
      runId: 'run-of-a-test',
      signal: given.stop ?? new AbortController().signal,
      sink: (event) => {
        events.push(event);
        given.onEvent?.(event);
      },
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    },
  );
  problems.push(...summary.diagnostics.map(({ detail, help }) => `${detail} ${help ?? ''}`));
  const [outcome = { status: 'failed', changed: 0, failures: [], message: problems.join('\n') } as const] =
    outcomes;
  return { outcome, problems, events, journal: JSON.stringify(journal.lines) };
}

/** All modules, and one that calls the hook of the plan, as the migration of a server would. */
function withHookModule(
  { workload, checkOnly }: HookToRun,
  outcomes: HookOutcome[],
  problems: string[],
): ModuleRegistry {
  const hook = defineAction({
    name: 'test.hook',
    summary: 'Calls a hook.',
    args: { type: 'object', properties: {} },
    examples: [],
    returns: {},
    checkMode: 'run',
    async run(_args, context) {
      const read = readHooks(context.written('hooks'), 'hooks');
      problems.push(...read.problems);
      for (const one of read.hooks) {
        const content = await context.plays.find(one.content);
        const call = { hook: one, workload, content, context };
        if (checkOnly === true) problems.push(...(await checkHook(call).catch(inSentences)));
        else outcomes.push(await callHook(call));
      }
      return { changed: false };
    },
  });
  const all = createRegistry();
  return {
    ...all,
    resolve: (name) => (name === hook.name ? name : all.resolve(name)),
    load: (name) => (name === hook.name ? Promise.resolve(hook) : all.load(name)),
  };
}

/** As those see it who call it before anything is touched. The class is another one where tests load modules late. */
function inSentences(error: unknown): readonly string[] {
  if (!(error instanceof Error && error.name === 'DroverError')) throw error;
  const { diagnostic } = error as DroverError;
  return [`${error.message} ${diagnostic.help ?? ''}`];
}
