import type { TaskContext } from '../../../../engine/module.ts';
import { systemClock } from '../../api/clock.ts';
import { adaptiveLimiter, type Limiter } from '../../api/limiter.ts';
import type { Arguments } from '../../kind/kind.ts';

/** So many images are on their way at once when nobody says otherwise. */
export const USUAL_TRANSFERS = 2;

/** Takes turns for transfers: all tasks of a run share one number. */
export function transfersOf(context: Pick<TaskContext, 'pool'>, args: Arguments): Promise<Limiter> {
  const given = args['transfers'];
  const most = typeof given === 'number' && given >= 1 ? Math.floor(given) : USUAL_TRANSFERS;
  return context.pool.get('openstack:image-transfers', () =>
    Promise.resolve(adaptiveLimiter(most, systemClock)),
  );
}
