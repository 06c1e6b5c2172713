import { compareDevices } from '../volume/moving/device-order.ts';
import { aspectOf } from './aspect.ts';
import type { UndoStep } from './steps.ts';

/**
 * The steps, with those that give volumes back to one server together where the last of them stood, in the order of
 * their devices: clouds give out device names in the order of attachment.
 */
export function attachmentsLast(steps: readonly UndoStep[]): readonly UndoStep[] {
  const lastOf = new Map<string, number>();
  const devices = new Map<UndoStep, { readonly key: string; readonly device: string }>();
  steps.forEach((step, place) => {
    const aspect = step.call === undefined ? undefined : aspectOf(step.call);
    if (aspect?.about !== 'attachment' || aspect.wanted !== 'attached') return;
    const key = `${step.side} ${aspect.server}`;
    devices.set(step, { key, device: aspect.device ?? '' });
    lastOf.set(key, place);
  });
  return steps.flatMap((step, place) => {
    const attached = devices.get(step);
    if (attached === undefined) return [step];
    if (lastOf.get(attached.key) !== place) return [];
    return [...devices]
      .filter(([, { key }]) => key === attached.key)
      .toSorted(([, one], [, other]) => compareDevices(one.device, other.device))
      .map(([back]) => back);
  });
}
