/** The journal of a VPC in the bucket: a line an object, which is never written twice. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Bucket } from './bucket.types.ts';
import { lineKey, linesPrefix, type VpcPlace } from './layout.ts';
import { listObjects, putOnce, readObject } from './objects.ts';

export interface VpcLines {
  read(): Promise<readonly { readonly number: number; readonly text: string }[]>;
  put(number: number, text: string): Promise<void>;
}

const AT_ONCE = 16;

export function vpcLines(bucket: Bucket, place: VpcPlace): VpcLines {
  return {
    async read() {
      const numbers = (await listObjects(bucket, linesPrefix(place)))
        .map(({ key }) => /(\d+)\.json$/.exec(key)?.[1])
        .filter((digits) => digits !== undefined)
        .map(Number);
      const lines: { number: number; text: string }[] = [];
      for (let at = 0; at < numbers.length; at += AT_ONCE)
        lines.push(
          ...(await Promise.all(
            numbers.slice(at, at + AT_ONCE).map((number) => readLine(bucket, place, number)),
          )),
        );
      return lines;
    },
    async put(number, text) {
      const key = lineKey(place, number);
      if ((await putOnce(bucket, key, text)) !== undefined) return;
      throw new DroverError('aws-lease', {
        detail: `Line ${number} of the journal of ${place.vpc} is in the bucket already, with other content: another run has gone on with the VPC.`,
        help: 'Run the same playbook again: it reads the journal first.',
      });
    },
  };
}

async function readLine(bucket: Bucket, place: VpcPlace, number: number) {
  const found = await readObject(bucket, lineKey(place, number));
  if (found !== undefined) return { number, text: found.text };
  throw new DroverError('aws-bucket', {
    detail: `Line ${number} of the journal of ${place.vpc} was listed in bucket ${bucket.name}, but cannot be read.`,
    help: 'Give back the object from its versions.',
  });
}
