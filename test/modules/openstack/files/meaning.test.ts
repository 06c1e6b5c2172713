import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { meaningFlaws } from '../../../../modules/openstack/files/meaning.ts';

type Params = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly subnet?: Params;
  readonly subnet6?: Params;
  readonly rule?: Params;
  readonly found: readonly string[];
}

const cases = parse(readFileSync(new URL('meaning-cases.yml', import.meta.url), 'utf8')) as readonly Case[];

function flawsOf({ subnet, subnet6, rule }: Case) {
  if (rule !== undefined)
    return meaningFlaws('openstack.network.SecurityGroupRule', { ether_type: 'IPv4', ...rule });
  const usual =
    subnet6 === undefined ? { ip_version: 4, cidr: '10.9.0.0/24' } : { ip_version: 6, cidr: 'fd00:1::/64' };
  return meaningFlaws('openstack.subnet.Subnet', { ...usual, ...subnet, ...subnet6 });
}

describe('meaningFlaws', () => {
  for (const one of cases) {
    it(one.name, () => {
      const shown = flawsOf(one).map(
        ({ path, detail, isWarning }) =>
          `${isWarning === true ? 'warning ' : ''}${path.join('.')}: ${detail}`,
      );
      assert.deepEqual(shown, one.found);
    });
  }

  it('finds names and tags that are too long for a cloud', () => {
    assert.deepEqual(
      meaningFlaws('openstack.network.Network', { name: 'ё'.repeat(255), tags: ['x'.repeat(255)] }),
      [],
    );
    const flaws = meaningFlaws('openstack.network.Network', {
      name: 'x'.repeat(256),
      tags: ['x'.repeat(256)],
    });
    assert.deepEqual(
      flaws.map(({ path }) => path.join('.')),
      ['name', 'tags.0'],
    );
  });
});
