import assert from 'node:assert/strict';
import { withQuery } from '../../../../modules/openstack/api/url.ts';

describe('an address', () => {
  it('writes queries', () => {
    assert.equal(
      withQuery('http://h/x', { a: 1, b: ['x', 'y z'], c: undefined, d: true }),
      'http://h/x?a=1&b=x&b=y+z&d=true',
    );
    assert.equal(withQuery('http://h/x?m=1', { a: 1 }), 'http://h/x?m=1&a=1');
    assert.equal(withQuery('http://h/x', {}), 'http://h/x');
  });
});
