import type { HookReport } from '../module.ts';
import type { Paint, Tone } from './color.ts';

const tones: Readonly<Record<HookReport['state'], Tone>> = {
  begun: 'dim',
  ok: 'ok',
  changed: 'changed',
  failed: 'failed',
  unreachable: 'failed',
  interrupted: 'failed',
  skipped: 'skipped',
};

/** Characters of a digest that people tell apart. */
const DIGITS = 12;

/** `hook pre_migration of web: premigration_rhel on web: changed (12.3 s, sha256:8c1f0d3b7a8b)` */
export function hookLines(hook: HookReport, paint: Paint): readonly string[] {
  const { phase, workload, name, host, runner, state, message, checkMode } = hook;
  const about = workload === undefined ? '' : ` of ${workload}`;
  const by = runner === 'native' ? '' : ` by ${runner}`;
  const notes = [durationText(hook), shortDigest(hook.digest), checkMode ? 'check mode' : ''];
  const shown = notes.filter((text) => text !== '').join(', ');
  const text = `hook ${phase}${about}: ${name} on ${host}${by}: ${state}${shown === '' ? '' : ` (${shown})`}`;
  return [paint(tones[state], text), ...(message === undefined ? [] : indented(message))];
}

function indented(message: string): readonly string[] {
  return message.split('\n').map((text) => `    ${text}`);
}

function durationText({ durationMs }: HookReport): string {
  return durationMs === undefined ? '' : `${(durationMs / 1000).toFixed(1)} s`;
}

function shortDigest(digest: string | undefined): string {
  return digest === undefined ? '' : digest.slice(0, 'sha256:'.length + DIGITS);
}

/** What hooks have come to, for the end of a run: a line for each content that ran. */
export interface HookRecap {
  add(hook: HookReport): void;
  lines(paint: Paint): readonly string[];
}

export function hookRecap(): HookRecap {
  const ends: HookReport[] = [];
  return {
    add(hook) {
      if (hook.state !== 'begun') ends.push(hook);
    },
    lines: (paint) =>
      [...grouped(ends)].map(([title, hooks]) => {
        const counts = countStates(hooks);
        const isBad = hooks.some(({ state }) => tones[state] === 'failed');
        const [{ digest, lock } = {}] = hooks;
        const from = lock === undefined ? '' : `, lock ${shortDigest(lock)}`;
        return `${paint(isBad ? 'failed' : 'ok', title)} : ${counts} ${digest ?? ''}${from}`;
      }),
  };
}

function grouped(hooks: readonly HookReport[]): ReadonlyMap<string, readonly HookReport[]> {
  const groups = new Map<string, HookReport[]>();
  for (const hook of hooks) {
    const key = `${hook.phase} ${hook.name}`;
    groups.set(key, [...(groups.get(key) ?? []), hook]);
  }
  return groups;
}

function countStates(hooks: readonly HookReport[]): string {
  const counts = new Map<string, number>();
  for (const { state } of hooks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${state}=${count}`).join(' ');
}
