import type { RunEvent } from '../run/events.ts';
import { logText, oneLine } from './progress-text.ts';
import { secondsText } from './units.ts';

/** Without a change of the stage, a line about a thing comes no more often. Seconds. */
const restSeconds = 30;

type ProgressEvent = Extract<RunEvent, { type: 'progress' }>;

interface Told {
  /** Seconds from the beginning of the line. */
  at: number;
  stage: string | undefined;
  /** Whether there was a line at all. */
  isTold: boolean;
}

/**
 * Lines about long work for a log, which stays readable: of what has a key, one when its stage changes and after that
 * one every half minute, and one at the end. What is over sooner and has no stages is not told of.
 */
export function progressLog(): (event: ProgressEvent) => string | undefined {
  const lines = new Map<number, Told>();
  return ({ host, progress }) => {
    const { key, line, seconds = 0, stage } = progress;
    if (key === undefined || line === undefined) return undefined;
    const told = lines.get(line) ?? { at: 0, stage: undefined, isTold: false };
    lines.set(line, told);
    const about = `progress: [${host}] => ${oneLine(key)}: `;
    if (progress.isOver === true) {
      lines.delete(line);
      return told.isTold ? `${about}over after ${secondsText(seconds)}` : undefined;
    }
    if (stage === told.stage && seconds - told.at < restSeconds) return undefined;
    Object.assign(told, { at: seconds, stage, isTold: true });
    return about + oneLine(logText(progress));
  };
}
