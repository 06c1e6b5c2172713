import assert from 'node:assert/strict';
import { nextPageQuery } from '../../../../modules/openstack/api/pages.ts';

describe('the link to the next page', () => {
  const cases: readonly (readonly [name: string, body: unknown, query: string | undefined])[] = [
    [
      'Neutron',
      {
        networks_links: [
          { rel: 'previous', href: 'x' },
          { rel: 'next', href: 'http://a/v2.0/networks?limit=1&marker=m' },
        ],
      },
      'limit=1&marker=m',
    ],
    ['Glance', { next: '/v2/images?limit=1&marker=m' }, 'limit=1&marker=m'],
    ['Keystone', { links: { next: 'http://a/v3/users?marker=m', self: 'x' } }, 'marker=m'],
    ['Keystone at the end', { links: { next: null, self: 'x' } }, undefined],
    ['a list of links', { links: [{ rel: 'next', href: '?page=2#top' }] }, 'page=2'],
    ['the previous page only', { networks_links: [{ rel: 'previous', href: 'http://a?x' }] }, undefined],
    ['the links of another collection', { ports_links: [{ rel: 'next', href: 'http://a?x' }] }, undefined],
    ['a link that has no query', { next: '/v2/images' }, ''],
    ['no links', { networks: [] }, undefined],
  ];
  for (const [name, body, query] of cases) {
    it(name, () => {
      assert.equal(nextPageQuery(body, 'networks'), query);
    });
  }
});
