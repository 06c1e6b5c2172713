import type { TaskContext } from '../../../engine/module.ts';
import type { Aws } from '../api/aws.types.ts';
import { vpcLines } from '../bucket/vpc-lines.ts';
import { leaseProcess } from '../bucket/lease-process.ts';
import { holderName, takeLease } from '../bucket/lease.ts';
import { bucketOf, planBucket } from '../bucket/open-bucket.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import type { LinesPlace, RemoteLines } from './journal/vpc-lines.ts';
import type { Hold } from './run/run.types.ts';

/** The leases of VPCs and their journals in the bucket, where discovery.yaml names one. */
export interface Holds {
  /** The journal, to be read. */
  lines(place: LinesPlace): Promise<RemoteLines | undefined>;
  /** Throws where somebody else has the VPC. */
  take(place: LinesPlace): Promise<Hold>;
}

/** Without a bucket the lock of this machine is all there is. */
const localHolds: Holds = {
  lines: () => Promise.resolve(undefined),
  take: () => Promise.resolve({ check: () => Promise.resolve(), release: () => Promise.resolve() }),
};

export async function holdsFor(config: Discovery, aws: Aws, context: TaskContext): Promise<Holds> {
  const bucket = bucketOf(config, aws);
  if (bucket === undefined) return localHolds;
  const plan = await planBucket(bucket);
  const isMissing = plan.steps.length > 0;
  const made = once(() => plan.apply());
  return {
    lines: (place) => Promise.resolve(isMissing ? undefined : vpcLines(bucket, place)),
    async take(place) {
      // A run in check mode takes nothing, and so makes no bucket.
      if (context.checkMode) return localHolds.take(place);
      await made();
      const lease = await takeLease(bucket, place, { holder: holderName(), process: leaseProcess() });
      return { ...lease, remote: vpcLines(bucket, place) };
    },
  };
}

/** The same work for all who ask. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
