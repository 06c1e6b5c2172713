import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Workspace } from '../../cli/runs/workspace.ts';
import { graphOf } from './graph.ts';
import type { MixedOptions } from './mixed-tenant.ts';
import { assertSameGraph } from './same-graph.ts';
import { exportedShop, VARS, type ExportedShop } from './shop.ts';

/** Where a run is killed; see kill-at-line.mjs. */
export type StepSort = 'intended' | 'done' | 'mapped';
export type Counts = Readonly<Record<StepSort, number>>;
export interface Step {
  readonly sort: StepSort;
  /** From 1. */
  readonly number: number;
}

const PRELOAD = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'kill-at-line.mjs')).href}`,
};

export interface KillGround {
  readonly ground: ExportedShop;
  /** How many steps an undisturbed import has. */
  readonly counts: Counts;
}

/** An exported tenant, and the steps of its import. */
export async function openKillGround(
  options: MixedOptions,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<KillGround> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-steps-'));
  try {
    const path = join(folder, 'counts.json');
    const ground = await exportedShop(options, {
      environment: { ...PRELOAD, KILL_COUNTS: path },
      variables,
    });
    // Boundary: the file was written by kill-at-line.mjs.
    return { ground, counts: JSON.parse(readFileSync(path, 'utf8')) as Counts };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every step of an import, in the order of their sorts. */
export function stepsOf(counts: Counts): readonly Step[] {
  return (['intended', 'done', 'mapped'] as const).flatMap((sort) =>
    Array.from({ length: counts[sort] }, (_, index) => ({ sort, number: index + 1 })),
  );
}

/**
 * An import that is killed at a step and then resumed: it ends in the graph of an undisturbed one, and a further import
 * finds nothing to do. Throws what is otherwise.
 */
export async function surviveKillAt({ ground }: KillGround, step: Step): Promise<void> {
  const about = `killed at ${step.sort} ${step.number}`;
  const space = ground.fresh();
  try {
    assert.equal(await killed(space, ground.command, step), true, `${about}: it ended before`);
    const again = await space.drover(['run', '--resume', 'last', ...VARS]);
    assert.equal(again.code, 0, `${about}:\n${again.stdout}${again.stderr}`);
    assert.equal(space.runs().length, 1, `${about}: one run`);
    assertSameGraph(graphOf(ground.destination()), ground.wanted, about);
    ground.shop.cloud.resetCalls();
    const further = await space.drover(ground.command);
    assert.equal(further.code, 0, `${about}:\n${further.stdout}${further.stderr}`);
    assert.equal(ground.shop.cloud.calls.writes, 0, `${about}: nothing is left to do`);
  } finally {
    space.remove();
  }
}

/** An import that is killed again and again, each time after so many writes: the last process brings it to its end. */
export async function surviveKillsEvery(
  { ground }: KillGround,
  sort: StepSort,
  number: number,
): Promise<number> {
  const space = ground.fresh();
  try {
    let kills = 0;
    while (
      await killed(space, isBegun(space) ? ['run', '--resume', 'last', ...VARS] : ground.command, {
        sort,
        number,
      })
    ) {
      kills += 1;
      assert.ok(kills < 1000, `it comes to no end when it is killed at every ${sort} ${number}`);
    }
    assert.equal(space.runs().length, 1, 'one run');
    assertSameGraph(graphOf(ground.destination()), ground.wanted, `killed at every ${sort} ${number}`);
    return kills;
  } finally {
    space.remove();
  }
}

function isBegun({ state }: Workspace): boolean {
  return existsSync(join(state, 'runs'));
}

/** Whether it was killed; throws if it ended otherwise than well. */
async function killed(space: Workspace, args: readonly string[], { sort, number }: Step): Promise<boolean> {
  const ended = await space.drover(args, { ...PRELOAD, KILL_AT: `${sort}:${number}` });
  if (ended.code === null) return true;
  assert.equal(ended.code, 0, `drover ${args.join(' ')}:\n${ended.stdout}${ended.stderr}`);
  return false;
}
