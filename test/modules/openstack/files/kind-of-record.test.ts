import assert from 'node:assert/strict';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import { kindOfRecord } from '../../../../modules/openstack/files/kind-of-record.ts';
import { knownRecords } from '../../../../modules/openstack/files/validate.ts';
import { validateTogether } from '../../../../modules/openstack/files/validate-together.ts';
import { allKinds } from '../../../../modules/openstack/kind-list.ts';

const kinds = await allKinds();
const KEYPAIR = 'openstack.compute.Keypair';

describe('the kind of a record', () => {
  it('is told by its type, and where two kinds have one type, by its file', () => {
    const kindIn = (type: string, path: string): string | undefined =>
      kindOfRecord(kinds, type, path)?.plural;
    assert.equal(kindIn('openstack.network.Network', 'networks.yml'), 'networks');
    assert.equal(kindIn('openstack.network.Network', 'elsewhere.yml'), 'networks');
    assert.equal(kindIn(KEYPAIR, '/data/keypairs.yml'), 'keypairs');
    assert.equal(kindIn(KEYPAIR, '/data/users_keypairs.yml'), 'users_keypairs');
    assert.equal(kindIn(KEYPAIR, 'mine.yml'), 'keypairs');
    assert.equal(kindIn('openstack.compute.Keypairs', 'keypairs.yml'), undefined);
  });

  it('lets users have keypairs of one name, and each user one of it', () => {
    const record = (user: string): string =>
      `- {type: ${KEYPAIR}, _info: {id: k, user_id: ${user}}, params: {name: k, type: ssh, public_key: A, user_ref: {name: ${user}, project_name: null, domain_name: null}}}\n`;
    const flawsOf = (...users: readonly string[]): number => {
      const text = `os_migrate_version: 1.0.5\nresources:\n${users.map(record).join('')}`;
      const file = parseExportFile({ path: 'users_keypairs.yml', text });
      return validateTogether(knownRecords([file], kinds)).length;
    };
    assert.equal(flawsOf('ann', 'bob'), 0);
    assert.equal(flawsOf('ann', 'ann'), 1);
  });
});
