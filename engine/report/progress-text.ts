import type { Progress } from '../run/events.ts';
import { bytesText, percentText, rateText, secondsText } from './units.ts';

/** `120 of 1000 rules, 45/s, 20 s left`; `1.2 GiB of 4.0 GiB, 85.3 MiB/s, 33 s left: image "web"`. */
export function progressText(progress: Progress): string {
  const note = progress.note === undefined ? '' : `: ${progress.note}`;
  return [amountText(progress), ...paceTexts(progress)].filter((text) => text !== '').join(', ') + note;
}

/** How much there is; nothing for what is not counted. */
export function amountText({ done, total, unit, stage }: Progress): string {
  if (unit === 'bytes')
    return total === undefined ? bytesText(done) : `${bytesText(done)} of ${bytesText(total)}`;
  if (stage !== undefined && total === undefined && done === 0) return '';
  return `${done}${total === undefined ? '' : ` of ${total}`}${unit === undefined ? '' : ` ${unit}`}`;
}

/** `30 %`, where that can be told. */
export function shareText({ done, total }: Progress): string {
  return total === undefined ? '' : percentText(done, total);
}

function paceTexts({ rate, secondsLeft, unit }: Progress): readonly string[] {
  return [
    rate === undefined ? '' : rateText(rate, unit),
    secondsLeft === undefined ? '' : `${secondsText(secondsLeft)} left`,
  ];
}

/** One line of a log: `copy, 30 %, 1.2 GiB of 4.0 GiB, 85.3 MiB/s, 33 s left`. */
export function logText(progress: Progress): string {
  const { stage = '', note } = progress;
  const parts = [stage, shareText(progress), amountText(progress), ...paceTexts(progress)];
  const text = parts.filter((part) => part !== '').join(', ');
  return note === undefined ? text : `${text}${text === '' ? '' : ': '}${note}`;
}

/** On one line, and without characters that would make a terminal do something. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
