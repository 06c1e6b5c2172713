import type { Collection } from './collection.ts';
import { madeBy, type Writer } from './write.ts';

/** Something that was made, and can be removed again. */
export interface MadeThing {
  readonly collection: Collection;
  readonly id: string;
}

/** A writer that remembers what was made with it, in order. */
export interface RecordingWriter extends Writer {
  readonly made: readonly MadeThing[];
}

export function recordingWriter(writer: Writer): RecordingWriter {
  const made: MadeThing[] = [];
  return {
    ...writer,
    made,
    async write(write) {
      const answer = await writer.write(write);
      const id = write.operation === 'create' ? madeBy(write, answer) : undefined;
      if (id !== undefined) made.push({ collection: write.collection, id });
      return answer;
    },
  };
}
