import assert from 'node:assert/strict';
import {
  baseUrl,
  compareMicroversions,
  microversionRange,
  readVersions,
  shapeOf,
  versionPath,
} from '../../../../modules/openstack/api/discovery.ts';
import { judgeVersions } from '../../../../modules/openstack/api/keystone-url.ts';
import type { Service } from '../../../../modules/openstack/api/session.types.ts';
import { KEYSTONE_VERSION } from './loopback.ts';

describe('the shape of an endpoint', () => {
  it('is split at the version, wherever a proxy puts it', () => {
    assert.deepEqual(shapeOf('http://h:9696'), {
      root: 'http://h:9696',
      version: undefined,
      rest: undefined,
    });
    assert.deepEqual(shapeOf('http://h:9696/v2.0/'), {
      root: 'http://h:9696',
      version: 'v2.0',
      rest: undefined,
    });
    assert.deepEqual(shapeOf('https://h/volume/v3/131559d3'), {
      root: 'https://h/volume',
      version: 'v3',
      rest: '131559d3',
    });
    assert.deepEqual(shapeOf('https://h/network'), {
      root: 'https://h/network',
      version: undefined,
      rest: undefined,
    });
    assert.deepEqual(shapeOf('https://h/v3cloud'), {
      root: 'https://h/v3cloud',
      version: undefined,
      rest: undefined,
    });
  });

  it('gets its version and, for Cinder, the project', () => {
    assert.equal(baseUrl('network', shapeOf('https://h/network/'), 'v2.0', 'p'), 'https://h/network/v2.0');
    assert.equal(baseUrl('block-storage', shapeOf('https://h'), 'v3', 'p'), 'https://h/v3/p');
    assert.equal(baseUrl('block-storage', shapeOf('https://h/v3/q'), 'v3', 'p'), 'https://h/v3/q');
  });
});

describe('lists of versions', () => {
  const nova = {
    versions: [
      {
        id: 'v2.0',
        status: 'SUPPORTED',
        version: '',
        min_version: '',
        links: [{ rel: 'self', href: 'http://x/v2/' }],
      },
      {
        id: 'v2.1',
        status: 'CURRENT',
        version: '2.93',
        min_version: '2.1',
        links: [{ rel: 'self', href: 'http://x/v2.1/' }],
      },
    ],
  };
  const glance = {
    versions: ['v2.15', 'v2.13'].map((id, index) => ({
      id,
      status: index === 0 ? 'CURRENT' : 'SUPPORTED',
      links: [{ rel: 'self', href: 'http://x/v2/' }],
    })),
  };
  const cinder = {
    versions: [
      {
        id: 'v3.0',
        status: 'CURRENT',
        version: '3.70',
        min_version: '3.0',
        links: [{ rel: 'self', href: 'http://x/v3/' }],
      },
    ],
  };
  const placement = {
    versions: [
      {
        id: 'v1.0',
        max_version: '1.39',
        min_version: '1.0',
        status: 'CURRENT',
        links: [{ rel: 'self', href: '' }],
      },
    ],
  };
  const neutron = {
    versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: 'http://x/v2.0/' }] }],
  };
  const cases: readonly (readonly [Service, unknown, string | undefined, unknown])[] = [
    ['compute', nova, 'v2.1', { min: '2.1', max: '2.93' }],
    ['image', glance, 'v2', undefined],
    ['block-storage', cinder, 'v3', { min: '3.0', max: '3.70' }],
    ['placement', placement, '', { min: '1.0', max: '1.39' }],
    ['network', neutron, 'v2.0', undefined],
    ['network', cinder, undefined, undefined],
  ];
  for (const [service, body, path, range] of cases) {
    it(`${service}: ${path ?? 'none'}`, () => {
      const versions = readVersions(body) ?? [];
      assert.equal(versionPath(service, versions), path);
      assert.deepEqual(microversionRange(service, versions), range);
    });
  }

  it('are told from other bodies', () => {
    assert.equal(readVersions({ error: {} }), undefined);
    assert.equal(readVersions('<html>'), undefined);
    assert.deepEqual(readVersions({ version: { id: 'v3.14' } })?.[0]?.id, 'v3.14');
    assert.equal(judgeVersions({ versions: { values: [KEYSTONE_VERSION] } }), 'keystone-v3');
    assert.equal(judgeVersions({ version: KEYSTONE_VERSION }), 'keystone-v3');
    assert.equal(judgeVersions(neutron), 'not-keystone');
    assert.equal(
      judgeVersions({
        versions: [
          { id: 'v3.0', 'media-types': [{ type: 'application/vnd.openstack.volume+json;version=3' }] },
        ],
      }),
      'not-keystone',
    );
    assert.equal(
      judgeVersions({ versions: { values: [{ ...KEYSTONE_VERSION, id: 'v2.0' }] } }),
      'keystone-v2-only',
    );
    assert.equal(judgeVersions(undefined), 'no-versions');
  });

  it('compares microversions as numbers', () => {
    assert.ok(compareMicroversions('2.9', '2.10') < 0);
    assert.ok(compareMicroversions('3.0', '2.99') > 0);
    assert.equal(compareMicroversions('2.10', '2.10'), 0);
  });
});
