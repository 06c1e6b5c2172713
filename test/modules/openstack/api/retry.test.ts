import assert from 'node:assert/strict';
import {
  backoffMs,
  defaultPolicy,
  retryAfterMs,
  verdictOn,
} from '../../../../modules/openstack/api/retry.ts';
import { TransportFault } from '../../../../modules/openstack/api/transport-fault.ts';

describe('what to do after a try', () => {
  const answer = (status: number, headers = {}) => ({
    answer: { status, headers, text: '', body: undefined },
  });
  const fault = (kind: ConstructorParameters<typeof TransportFault>[0], sent?: boolean) => ({
    fault: new TransportFault(kind, 'x', 'X', ...(sent === undefined ? [] : ([sent] as const))),
  });
  const cases = [
    ['GET', answer(200), 'take'],
    ['GET', answer(404), 'take'],
    ['GET', answer(501), 'take'],
    ['GET', answer(500), 'repeat'],
    ['PUT', answer(502), 'repeat'],
    ['DELETE', answer(504), 'repeat'],
    ['POST', answer(500), 'look'],
    ['POST', answer(503), 'look'],
    ['POST', answer(503, { 'retry-after': '1' }), 'repeat'],
    ['POST', answer(429), 'repeat'],
    ['POST', answer(413, { 'retry-after': '0' }), 'take'],
    ['POST', answer(409), 'take'],
    ['GET', fault('reset'), 'repeat'],
    ['POST', fault('reset'), 'look'],
    ['POST', fault('reset', false), 'repeat'],
    ['POST', fault('timeout'), 'look'],
    ['POST', fault('truncated'), 'look'],
    ['POST', fault('other'), 'look'],
    ['GET', fault('other'), 'take'],
    ['POST', fault('refused'), 'repeat'],
    ['GET', fault('certificate'), 'take'],
    ['GET', fault('proxy'), 'take'],
  ] as const;
  for (const [method, outcome, verdict] of cases) {
    const shown = 'answer' in outcome ? outcome.answer.status : outcome.fault.kind;
    it(`${method} ${shown}: ${verdict}`, () => {
      assert.equal(verdictOn(outcome, method, true), verdict);
    });
  }

  it('does not wait for a server that never answered', () => {
    for (const kind of ['refused', 'dns', 'unreachable', 'connect-timeout', 'tls-timeout'] as const) {
      assert.equal(verdictOn(fault(kind), 'GET', false), 'take');
    }
  });

  it('waits anything up to the doubled base, up to the cap', () => {
    const policy = { ...defaultPolicy, baseMs: 100, capMs: 500 };
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((tried) => backoffMs(tried, policy, () => 0.5)),
      [50, 100, 200, 250, 250],
    );
    assert.equal(
      backoffMs(3, policy, () => 0),
      0,
    );
  });

  it('reads Retry-After as seconds or as a date by the server’s own clock', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const date = 'Thu, 01 Jan 2026 00:01:00 GMT';
    assert.equal(retryAfterMs({ 'retry-after': '2' }, now), 2000);
    assert.equal(retryAfterMs({ 'retry-after': date }, now), 60_000);
    assert.equal(retryAfterMs({ 'retry-after': date, date: 'Thu, 01 Jan 2026 00:00:50 GMT' }, now), 10_000);
    assert.equal(retryAfterMs({ 'retry-after': date }, now + 100_000), 0);
    assert.equal(retryAfterMs({ 'retry-after': 'soon' }, now), 0);
    assert.equal(retryAfterMs({}, now), 0);
  });
});
