import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { JournaledOperation, PlayContent, PlayName, TaskContext } from '../../engine/module.ts';
import type { Hook } from './hook.types.ts';
import { isObject } from './is-object.ts';
import { safeAddress } from './safe-address.ts';

/** What a hook was done with, as the journal keeps it. */
export interface HookNote {
  readonly run: string;
  readonly phase: string;
  /** `pre_migration[0]`: which hook of the plan. */
  readonly place: string;
  /** The id of the workload; undefined for hooks of a plan. */
  readonly workload?: string;
  /** What was asked for: `role premigration_rhel`. */
  readonly content: string;
  readonly digest: string;
  readonly lock?: string;
  readonly host: string;
  readonly runner: string;
}

/** The kind that hooks have in journals. */
export const HOOK_KIND = 'hooks.hook';

/** The same content for every workload of a run: each content is noted with the first digest that it ran with. */
export interface SameContent {
  /** The content now, which is what it was for others; throws `hook-content-differs`. */
  find(name: PlayName): Promise<PlayContent>;
  /** Whether the run has done a hook before it was resumed. */
  isDone(hook: Pick<Hook, 'place' | 'content'>, workload: string | undefined): boolean;
  /** Says that the plan has begun: that it has something to do. */
  begin(): Promise<void>;
  /** Whether it has, in this run or before that was resumed. */
  hasBegun(): boolean;
  note(note: HookNote): void;
}

/** What the beginning of a plan is called where hooks have their places. */
const PLAN = 'plan';

/** One for a run. */
export function sameContentOf(context: TaskContext): Promise<SameContent> {
  return context.pool.get('hooks:content', async () => {
    const earlier = await context.journal.earlier();
    const notes = earlier.flatMap((operation) => notesIn(operation, context.plays.runId));
    const first = new Map(
      notes
        .filter(({ place }) => place !== PLAN)
        .toReversed()
        .map((note) => [note.content, note]),
    );
    const done = new Set(
      earlier
        .filter(({ state }) => state === 'done')
        .flatMap((operation) => notesIn(operation, context.plays.runId))
        .map(({ place, content, workload }) => keyOf(place, content, workload)),
    );
    let hasBegun = notes.length > 0;
    return {
      async find(name) {
        const asked = contentText(name);
        const before = first.get(asked);
        const content = await context.plays.find(name, before?.digest);
        if (before !== undefined && (before.digest !== content.digest || before.lock !== content.lock))
          throw differs(asked, before, content);
        return content;
      },
      isDone: ({ place, content }, workload) => done.has(keyOf(place, contentText(content), workload)),
      async begin() {
        if (!hasBegun && !context.checkMode) await journalBeginning(context);
        hasBegun = true;
      },
      hasBegun: () => hasBegun,
      note(note) {
        if (!first.has(note.content)) first.set(note.content, note);
      },
    };
  });
}

/** So that a run which is resumed knows that its plan has an end to come. */
async function journalBeginning({ journal, plays }: TaskContext): Promise<void> {
  const note = { run: plays.runId, phase: PLAN, place: PLAN };
  const entry = { operation: 'act', kind: HOOK_KIND, name: 'the plan begins', after: note } as const;
  await journal.done(await journal.intend(entry), { after: note });
}

/** Without what is secret in an address, as it is journaled: with it, a run that is resumed would know no hook again. */
export function contentText(name: PlayName): string {
  return 'role' in name ? `role ${name.role}` : `playbook ${safeAddress(name.playbook)}`;
}

/** With its content: a plan that was edited may have another hook in the same place. */
function keyOf(place: string, content: string, workload: string | undefined): string {
  return JSON.stringify([place, content, workload]);
}

function notesIn({ entry }: JournaledOperation, run: string): readonly HookNote[] {
  if (entry.kind !== HOOK_KIND || !isObject(entry.after) || entry.after['run'] !== run) return [];
  // Boundary: what has this kind was written by `run-hooks.ts`.
  return [entry.after as unknown as HookNote];
}

function differs(asked: string, before: HookNote, content: PlayContent): DroverError {
  const of = (digest: string, lock: string | undefined): string =>
    lock === undefined ? digest : `${digest} of the lock ${lock}`;
  return new DroverError('hook-content-differs', {
    detail: `The ${asked} is not what it was for the workload before: ${of(before.digest, before.lock)} then, ${of(content.digest, content.lock)} now. All workloads of a run get the same.`,
    help: 'Put it back as it was and go on with the run (--resume), or begin a new run with what it is now.',
  });
}
