import assert from 'node:assert/strict';
import { readAuthUrl } from '../../../../modules/openstack/api/keystone-url.ts';

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
});
