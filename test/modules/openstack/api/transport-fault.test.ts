import assert from 'node:assert/strict';
import { faultOf } from '../../../../modules/openstack/api/transport-fault.ts';

describe('faults', () => {
  const thrown = (message: string, more: object = {}) => Object.assign(new Error(message), more);
  const cases: readonly (readonly [unknown, string, boolean])[] = [
    [thrown('x', { code: 'ECONNREFUSED' }), 'refused', false],
    [thrown('x', { code: 'EAI_AGAIN' }), 'dns', false],
    [thrown('x', { code: 'ETIMEDOUT', event: 'connect' }), 'connect-timeout', false],
    [thrown('x', { code: 'ETIMEDOUT', event: 'secureConnect' }), 'tls-timeout', false],
    [thrown('x', { code: 'ETIMEDOUT', event: 'response' }), 'timeout', true],
    [thrown('x', { code: 'ETIMEDOUT' }), 'connect-timeout', false],
    [thrown('socket hang up'), 'reset', true],
    [thrown('The server aborted pending request'), 'reset', true],
    [
      thrown('Client network socket disconnected before secure TLS connection was established', {
        code: 'ECONNRESET',
      }),
      'reset',
      false,
    ],
    [thrown('x', { code: 'CERT_HAS_EXPIRED' }), 'certificate', false],
    [thrown('write EPROTO ssl3_get_record:wrong version number', { code: 'EPROTO' }), 'not-tls', false],
    [thrown('y', { cause: new AggregateError([thrown('x', { code: 'ECONNREFUSED' })]) }), 'refused', false],
    ['a text', 'other', true],
  ];
  for (const [value, kind, sent] of cases) {
    it(`${String(value)} ${kind}`, () => {
      const fault = faultOf(value);
      assert.deepEqual([fault.kind, fault.sent], [kind, sent]);
    });
  }
});
