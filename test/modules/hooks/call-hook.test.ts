import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { PlayOutcome, PlayRequest, TaskContext } from '../../../engine/module.ts';
import { callHook } from '../../../modules/hooks/call-hook.ts';
import type { Hook, Workload } from '../../../modules/hooks/hook.types.ts';
import { asMaps } from '../../../modules/hooks/is-object.ts';
import { readHooks } from '../../../modules/hooks/read-hooks.ts';

const content = { kind: 'role', name: 'mend', digest: '', path: '/none/mend', origin: '' } as const;
const workload: Workload = {
  id: 'w1',
  name: 'web',
  address: '192.0.2.5',
  hostKeys: [],
  facts: {},
  hooks: undefined,
};
const outcome = (status: PlayOutcome['status']): PlayOutcome => ({ status, changed: 0, failures: [] });

function hookOf(phase: string, keys: object): Hook {
  const { hooks, problems } = readHooks(asMaps({ [phase]: [{ role: 'mend', ...keys }] }), 'hooks');
  const [hook] = hooks;
  assert.ok(hook, problems.join(' '));
  return hook;
}

/** A hook whose plays come to what `run` says. */
function call(
  hook: Hook,
  run: (request: PlayRequest, count: number) => Promise<PlayOutcome>,
  stopping = new AbortController().signal,
) {
  let count = 0;
  const plays: Partial<TaskContext['plays']> = {
    runId: '',
    run: (request) => run(request, (count += 1)),
  };
  const context = {
    checkMode: false,
    stopping,
    plays,
    inventoryHosts: [],
    pool: { get: (_key: string, make: () => unknown) => make() },
    variable: () => undefined,
    written: () => undefined,
  };
  // Boundary: what a hook of the native runner asks of its context.
  return callHook({
    hook,
    workload,
    content: { ...content, roles: [], collections: [] },
    context: context as unknown as TaskContext,
  });
}

describe('A hook that is called', () => {
  for (const [title, reached] of [
    ['waits for its server', 'interrupted'],
    ['could not reach its server', 'unreachable'],
    ['fails', 'failed'],
  ] as const) {
    it(`and ${title} while the run ends was interrupted, and is not tried again`, async () => {
      const stop = new AbortController();
      let count = 0;
      const hook = hookOf('post_create', { on_error: 'rollback', retries: 3, delay: 0 });
      const found = await call(
        hook,
        () => {
          count += 1;
          stop.abort();
          return Promise.resolve(outcome(reached));
        },
        stop.signal,
      );
      assert.equal(found.status, 'interrupted');
      assert.equal(count, 1);
    });
  }

  it('and throws while the run ends was interrupted, as where an image was being pulled', async () => {
    const stop = new AbortController();
    const run = (): Promise<PlayOutcome> => {
      stop.abort();
      return Promise.reject(new Error('podman could not pull the image'));
    };
    assert.equal((await call(hookOf('pre_stop', {}), run, stop.signal)).status, 'interrupted');
  });

  it('and is not tried again once the run ends between two tries', async () => {
    const stop = new AbortController();
    let count = 0;
    const found = call(
      hookOf('pre_stop', { retries: 3, delay: 60 }),
      () => {
        count += 1;
        setTimeout(() => {
          stop.abort();
        }, 20);
        return Promise.resolve(outcome('failed'));
      },
      stop.signal,
    );
    assert.equal((await found).status, 'interrupted');
    assert.equal(count, 1);
  });

  it('and is done stays done, though the run ends', async () => {
    const stop = new AbortController();
    stop.abort();
    const found = await call(hookOf('pre_stop', {}), () => Promise.resolve(outcome('changed')), stop.signal);
    assert.equal(found.status, 'changed');
  });

  it('and cannot reach its server has failed so, where the run goes on', async () => {
    const found = await call(hookOf('post_create', {}), () => Promise.resolve(outcome('failed')));
    assert.equal(found.status, 'unreachable');
  });

  for (const status of ['ok', 'changed', 'failed', 'interrupted'] as const) {
    const isDone = status === 'ok' || status === 'changed';
    it(`and comes to ${status} is ${isDone ? 'done' : 'given up'}, where its time ends meanwhile`, async () => {
      const hook = { ...hookOf('pre_stop', {}), timeout: 0.02 };
      const found = await call(hook, async ({ deadline }) => {
        if (!deadline.aborted) await once(deadline, 'abort');
        return outcome(status);
      });
      assert.equal(found.status, isDone ? status : 'failed');
      if (!isDone) assert.match(found.message ?? '', /given up after 0\.02 seconds/);
      else assert.equal(found.message, undefined);
    });
  }
});
