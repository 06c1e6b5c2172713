import assert from 'node:assert/strict';
import { mayFollow, readAuthUrl } from '../../../../modules/openstack/api/keystone-url.ts';

describe('an auth URL', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['http://h:5000/v3', { kind: 'v3', base: 'http://h:5000/v3', wasV2: false }],
    ['http://h:5000/v3///', { kind: 'v3', base: 'http://h:5000/v3', wasV2: false }],
    ['http://h:5000/v3/auth/tokens', { kind: 'v3', base: 'http://h:5000/v3', wasV2: false }],
    ['http://h:5000/v2.0/', { kind: 'v3', base: 'http://h:5000/v3', wasV2: true }],
    ['https://h/identity/', { kind: 'root', root: 'https://h/identity' }],
    ['https://h?x=1', { kind: 'root', root: 'https://h' }],
  ];
  for (const [url, read] of cases) {
    it(url, () => {
      assert.deepEqual(readAuthUrl(url), read);
    });
  }

  it('is left for the same host only, and never for plain http', () => {
    assert.ok(mayFollow('http://h/v3', new URL('https://h/v3')));
    assert.ok(mayFollow('http://h/v3', new URL('http://h:5000/v3')));
    assert.ok(!mayFollow('https://h/v3', new URL('http://h/v3')));
    assert.ok(!mayFollow('https://h/v3', new URL('https://evil/v3')));
  });
});
