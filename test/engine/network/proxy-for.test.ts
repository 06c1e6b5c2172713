import assert from 'node:assert/strict';
import { ProxyFault } from '../../../engine/network/proxy-fault.ts';
import { proxyFor, type Environment } from '../../../engine/network/proxy-for.ts';

const named = (url: string, environment: Environment): string | undefined =>
  proxyFor(new URL(url), environment)?.host;

describe('the environment’s proxies', () => {
  const environment = {
    http_proxy: 'http://p:3128',
    HTTPS_PROXY: 'q:8080',
    no_proxy:
      'localhost, .corp.example,10.0.0.1:5000,*.x Names.Example:443,172.16.0.0/12,[::1]:5000,fd00::/8',
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
    ['https://names.example', undefined],
    ['http://names.example', 'p:3128'],
    ['https://172.31.255.1', undefined],
    ['https://172.32.0.1', 'q:8080'],
    ['https://172.16.example', 'q:8080'],
    ['http://[::1]:5000', undefined],
    ['http://[::1]:5001', 'p:3128'],
    ['http://[fd00:0::7]/', undefined],
    ['http://[fe00::7]/', 'p:3128'],
  ];
  for (const [url, proxy] of cases) {
    it(`${url} by ${proxy ?? 'none'}`, () => {
      assert.equal(named(url, environment), proxy);
    });
  }

  for (const entry of ['10.0.0.0/', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '', ',', '.', ':5000'])
    it(`“${entry}” in no_proxy exempts nothing`, () => {
      assert.equal(named('http://10.0.0.1:5000', { http_proxy: 'p', no_proxy: entry }), 'p');
    });

  it('do not get what is on this machine’s own link, such as metadata of an instance', () => {
    for (const url of ['http://169.254.169.254/latest', 'http://[fd00:ec2::254]/latest', 'http://[fe80::1]/'])
      assert.equal(named(url, { all_proxy: 'http://p' }), undefined);
    assert.equal(named('http://169.255.0.1', { all_proxy: 'http://p' }), 'p');
  });

  it('are none without variables, and none for *', () => {
    assert.equal(named('http://h', {}), undefined);
    assert.equal(named('http://h', { all_proxy: 'http://p', no_proxy: '*' }), undefined);
    assert.equal(named('http://h', { all_proxy: 'http://p' }), 'p');
    assert.equal(named('http://h', { all_proxy: 'http://p', http_proxy: '' }), undefined);
    assert.equal(named('http://h', { http_proxy: 'small', HTTP_PROXY: 'capital' }), 'small');
  });

  it('that cannot be used are told, without their password', () => {
    const told = (proxy: string, words: RegExp) => {
      assert.throws(
        () => proxyFor(new URL('https://h'), { ALL_PROXY: proxy }),
        (error) => {
          assert.ok(error instanceof ProxyFault);
          assert.match(error.message, words);
          assert.equal(error.isPassing, false);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
      );
    };
    told('socks5://me:secret@h:1080', /^The variable all_proxy holds an address of the kind socks5:\/\/;/);
    told(
      'https://me:secret@h',
      /of the kind https:\/\/; drover uses proxies that are reached over http:\/\//,
    );
    told('me:secret:x', /holds no address/);
  });
});
