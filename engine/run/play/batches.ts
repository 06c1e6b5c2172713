import { DroverError } from '../../diagnostics/drover-error.ts';
import { repr } from '../../language/expression/python-text.ts';
import type { Value } from '../../language/expression/value.ts';
import type { HostState } from '../host-state.ts';
import type { OpenedPlay } from './open-play.ts';

/** The hosts of a play in batches of `serial`: a number, a percentage, or a list of them whose last one repeats. */
export function batchesOf(
  opened: OpenedPlay,
  hosts: readonly HostState[],
): readonly (readonly HostState[])[] {
  const { serial } = opened.planned.play;
  if (hosts.length === 0) return [];
  if (serial === undefined) return [hosts];
  const value = opened.evaluate(serial, 'serial');
  const wanted = (Array.isArray(value) ? value : [value]).map((size) =>
    batchSize(size, hosts.length, opened),
  );
  const batches: (readonly HostState[])[] = [];
  for (let at = 0, turn = 0; at < hosts.length; turn += 1) {
    const asked = wanted[Math.min(turn, wanted.length - 1)] ?? 0;
    const size = asked <= 0 ? hosts.length - at : asked;
    batches.push(hosts.slice(at, at + size));
    at += size;
  }
  return batches;
}

/** A percentage is of all hosts of the play, rounded down, and at least one host. */
function batchSize(size: Value, count: number, opened: OpenedPlay): number {
  if (typeof size === 'number') return Math.floor(size);
  const text = typeof size === 'string' ? size.trim() : '';
  const percentage = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percentage !== undefined) return Math.max(1, Math.floor((Number(percentage) / 100) * count));
  if (/^\d+$/.test(text)) return Number(text);
  throw new DroverError('wrong-type', {
    detail: `serial must be a number or a percentage of hosts, not ${repr(size)}.`,
    help: 'Write serial: 2, serial: 25%, or a list of such sizes.',
    span: opened.planned.play.serial?.span,
  });
}
