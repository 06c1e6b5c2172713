import type { ComputeState } from './state.ts';

/** Runs work that leaves nothing behind, in no service, if it is refused. */
export function wholly<T>(
  { journal, neighbours }: Pick<ComputeState, 'journal' | 'neighbours'>,
  work: () => T,
): T {
  const { network, image, volume } = neighbours;
  return [network, image, volume].reduce<() => T>(
    (inner, each) => () => each.journal.run(inner),
    () => journal.run(work),
  )();
}
