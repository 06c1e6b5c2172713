import { Transform } from 'node:stream';

/** Passes bytes on, no more in a second than this says at the time; as fast as they come if it says nothing. */
export function throttle(bytesPerSecond: () => number | undefined): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const rate = bytesPerSecond();
      if (rate === undefined) done(null, chunk);
      else setTimeout(() => done(null, chunk), (chunk.length / rate) * 1000);
    },
  });
}
