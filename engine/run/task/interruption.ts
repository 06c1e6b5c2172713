import { DroverError } from '../../diagnostics/drover-error.ts';
import type { TaskFrame } from './frame.ts';

export function interruption(): DroverError {
  return new DroverError('interrupted', { detail: 'The run was interrupted before the task was over.' });
}

/** Whether something thrown comes of the wish to end the run. */
export function isInterruption(error: unknown, frame: TaskFrame): boolean {
  if (!frame.play.run.world.signal.aborted) return false;
  if (error instanceof DroverError) return error.code === 'interrupted';
  return error instanceof Error && error.name === 'AbortError';
}
