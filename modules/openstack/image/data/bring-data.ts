import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { abortReason, systemClock } from '../../api/clock.ts';
import type { Body } from '../../api/session.types.ts';
import type { Bytes } from '../../api/stream-request.ts';
import type { ImageData } from './data-of-record.ts';
import { lookUntilNot, statusOf, type ImageThere } from './look.ts';
import { sendData } from './send-data.ts';
import { dataFactsOf, sumsFor, type DataFacts } from './sums.ts';
import { differs, flawOf, verified } from './verified.ts';

/** An image at the destination, and what it is to get. */
export interface Bringing extends ImageThere {
  /** For messages: `image "web"`. */
  readonly label: string;
  readonly data: ImageData;
  readonly onProgress: (done: number) => void;
}

/** So often the data are sent from their start, where a connection broke in the middle. */
const TRIES = 3;
/** How long an image may stay in the middle of another upload before that is told, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Gives an image its data, byte by byte from where they are, never holding them whole. Their sum is checked on the way,
 * and against what the destination has computed. The result is the image. Throws `image-data-differ` if the data are
 * wrong: the image has none then, or has to go.
 */
export async function bringData(bringing: Bringing): Promise<Body> {
  for (let tried = 1; ; tried += 1) {
    const now = await lookUntilNot(bringing, BUSY, PATIENCE_MS);
    if (statusOf(now) === 'active') return checked(bringing, now, bringing.data.expected);
    if (statusOf(now) !== 'queued') throw busy(bringing, statusOf(now));
    const sending = oneSending(bringing);
    try {
      await sendData(bringing, sending.open, bringing.data);
      return checked(bringing, await lookUntilNot(bringing, BUSY, PATIENCE_MS), sending.facts());
    } catch (error) {
      if (bringing.signal.aborted) throw abortReason(bringing.signal);
      // What failed at the source was tried enough.
      if (tried >= TRIES || sending.hasFailed() || !isPassing(error)) throw error;
      await systemClock.sleep(tried * 500, bringing.signal);
    }
  }
}

/** An image that somebody is filling with data. */
const BUSY: readonly string[] = ['saving', 'uploading', 'importing'];

const PASSING: ReadonlySet<string> = new Set([
  'openstack-answer-lost',
  'openstack-failed',
  'openstack-timeout',
  'openstack-unreachable',
]);

function isPassing(error: unknown): boolean {
  return error instanceof DroverError && PASSING.has(error.code);
}

interface Sending {
  readonly open: () => Bytes;
  /** What has been sent. */
  readonly facts: () => DataFacts;
  /** Whether reading the data has failed. */
  readonly hasFailed: () => boolean;
}

function oneSending({ data, label, signal, onProgress }: Bringing): Sending {
  const { expected } = data;
  let sums = sumsFor(expected);
  let failed = false;
  return {
    open: async function* () {
      sums = sumsFor(expected);
      try {
        yield* verified(data.open(signal), { sums, expected, what: `${label} (${data.from})` }, onProgress);
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    facts: () => sums.facts(),
    hasFailed: () => failed,
  };
}

/** The image, if the destination has what was sent. */
function checked({ label, session }: Bringing, image: Body, sent: DataFacts): Body {
  if (statusOf(image) !== 'active')
    throw new DroverError('openstack-failed', {
      detail: `${session.label} has taken the data of ${label}, but the image is ${statusOf(image)}.`,
      help: "Look into Glance's log at the destination; then run the same playbook again.",
    });
  const flaw = flawOf(dataFactsOf(image), sent);
  if (flaw !== undefined) throw differs(`${label} at ${session.label}`, flaw);
  return image;
}

function busy({ label, session, id }: Bringing, status: string): DroverError {
  return new DroverError('resource-conflict', {
    detail: `Data of ${label} (${id}) are being brought to ${session.label} by somebody else, or an upload was cut off within Glance: the image is ${status === '' ? 'in no known state' : status}.`,
    help: `Wait until that upload is over, or delete the image (openstack image delete ${id}); then run the same playbook again.`,
  });
}
