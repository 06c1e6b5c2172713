import type { Readable } from 'node:stream';

/** What a shell that goes on has printed for one request. */
export interface Answer {
  readonly content: Buffer;
  /** What stands behind the mark that ends it. */
  readonly word: string;
}

/** Output of a shell that goes on, cut into answers by marks that nothing else prints. */
export interface Answers {
  /** All up to the line of `mark` and a word; undefined where the stream is over before. One at a time. */
  upTo(mark: string): Promise<Answer | undefined>;
  end(): void;
}

export function answersIn(stream: Readable): Answers {
  let chunks: Buffer[] = [];
  /** The last bytes, in which a mark may have begun. */
  let tail: Buffer = Buffer.alloc(0);
  let isOver = false;
  let waiting: { readonly mark: string; readonly settle: (answer: Answer | undefined) => void } | undefined;
  const look = (): void => {
    if (waiting === undefined) return;
    const { mark, settle } = waiting;
    const at = tail.indexOf(`${mark} `);
    const end = at === -1 ? -1 : tail.indexOf('\n', at);
    if (end === -1) {
      if (!isOver) return;
      waiting = undefined;
      settle(undefined);
      return;
    }
    const all = Buffer.concat(chunks);
    const behind = tail.length - end - 1;
    const content = all.subarray(0, all.length - (tail.length - at));
    chunks = behind === 0 ? [] : [all.subarray(all.length - behind)];
    const word = tail.subarray(at + mark.length + 1, end).toString('latin1');
    tail = tail.subarray(end + 1);
    waiting = undefined;
    settle({ content, word });
  };
  const finish = (): void => {
    isOver = true;
    look();
  };
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    tail = Buffer.concat([tail.subarray(-longestMark), chunk]);
    look();
  });
  stream.once('close', finish);
  stream.once('end', finish);
  return {
    upTo: (mark) =>
      new Promise((settle) => {
        waiting = { mark, settle };
        look();
      }),
    end: finish,
  };
}

/** Longer than any mark with its word. */
const longestMark = 128;
