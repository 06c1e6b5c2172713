import assert from 'node:assert/strict';
import { proxyFor } from '../../../../modules/openstack/api/proxy.ts';

describe('the environment’s proxies', () => {
  const environment = {
    http_proxy: 'http://p:3128',
    HTTPS_PROXY: 'q:8080',
    no_proxy: 'localhost, .corp.example,10.0.0.1:5000,*.x',
  };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['http://cloud.example:5000/v3', 'p:3128'],
    ['https://cloud.example', 'q:8080'],
    ['http://localhost:5000', undefined],
    ['http://a.corp.example', undefined],
    ['http://corp.example', undefined],
    ['http://notcorp.example', 'p:3128'],
    ['http://10.0.0.1:5000', undefined],
    ['http://10.0.0.1:6000', 'p:3128'],
    ['http://a.x', undefined],
  ];
  for (const [url, proxy] of cases) {
    it(`${url} by ${proxy ?? 'none'}`, () => {
      assert.equal(proxyFor(url, environment)?.host, proxy);
    });
  }

  it('are none without variables, and none for *', () => {
    assert.equal(proxyFor('http://h', {}), undefined);
    assert.equal(proxyFor('http://h', { all_proxy: 'http://p', no_proxy: '*' }), undefined);
    assert.equal(proxyFor('http://h', { all_proxy: 'http://p' })?.host, 'p');
  });
});
