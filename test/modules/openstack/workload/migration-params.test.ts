import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { server } from '../../../../modules/openstack/compute/server.ts';
import { recordFor } from '../../../../modules/openstack/files/check-record.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { validateFiles } from '../../../../modules/openstack/files/validate-files.ts';
import { migrationParams } from '../../../../modules/openstack/workload/migration-params.ts';
import { migrationDefaults } from '../../../../modules/openstack/workload/migration-schema.ts';
import { USUAL_PARAMS } from './usual-params.ts';
import type { MigrationParams } from '../../../../modules/openstack/workload/workload.types.ts';

/** Where nobody says anything. */
const USUAL: MigrationParams = { ...USUAL_PARAMS, verify: [{ check: 'active' }] };

const IMAGE = { name: 'debian', project_name: null, domain_name: null };

function recordOf(migration: Body, params: Body = { image_ref: IMAGE }): ExportRecord {
  return {
    type: server.type,
    params: { name: 'web', flavor_ref: { name: 'small' }, ...params },
    _info: { id: 'src-vm' },
    _migration_params: migration,
  };
}

interface Meant {
  readonly about: string;
  readonly migration: Body;
  readonly params?: Body;
  readonly meant: Partial<MigrationParams>;
}

interface Wrong {
  readonly about: string;
  readonly migration: Body;
  readonly params?: Body;
  /** Texts of the error, or of the warning where it is one. */
  readonly says: readonly string[];
  readonly warning?: true;
}

const { meant, wrong } = parse(readFileSync(new URL('migration-params.yml', import.meta.url), 'utf8')) as {
  readonly meant: readonly Meant[];
  readonly wrong: readonly Wrong[];
};

async function found(record: ExportRecord): Promise<readonly string[]> {
  const text = JSON.stringify({ os_migrate_version: '0.9.0', resources: [record] }, null, 1);
  const all = await validateFiles(
    {
      paths: ['workloads.yml'],
      types: { kinds: [server], others: [] },
      references: false,
      destination: undefined,
    },
    { read: () => Promise.resolve(new TextEncoder().encode(text)) },
  );
  return all.map(({ severity, detail }) => `${severity} ${detail}`);
}

describe('_migration_params', () => {
  it('are what is usual where nobody says anything', () => {
    assert.deepEqual(migrationParams(recordOf({})), USUAL);
  });

  it('as an export writes them say the same, and nothing is wrong with them', async () => {
    const exported = recordOf(migrationDefaults({ image_id: 'i' }, {}));
    assert.deepEqual(migrationParams(exported), USUAL);
    assert.deepEqual(await found(exported), []);
    const fromVolume = recordOf(migrationDefaults({ image_id: null }, {}), { image_ref: null });
    assert.deepEqual(migrationParams(fromVolume), { ...USUAL, bootDiskCopy: true });
    assert.deepEqual(await found(fromVolume), []);
  });

  it('mean disks of the hypervisor, as import_from_hypervisor writes them', () => {
    const disk = { device: '/dev/vda', uri: 'nbd://10.0.0.1:10809/', size: 20, bootable: true };
    const further = { port: 10809, disk_path: '/var/lib/nova/instances/x/disk', disk_name: 'disk' };
    const alone = migrationParams(recordOf({ use_nbdkit_direct: true }));
    assert.deepEqual(alone, {
      ...USUAL,
      bootDiskCopy: true,
      direct: { socketUri: undefined, exportName: undefined, disks: [] },
    });
    const { direct } = migrationParams(
      recordOf({ use_nbdkit_direct: true, nbdkit_disks: [{ ...disk, ...further }] }),
    );
    assert.deepEqual(direct, { socketUri: undefined, exportName: undefined, disks: [disk] });
    const legacy = recordOf({
      use_nbdkit_direct: true,
      nbdkit_socket_uri: 'nbd://h/',
      nbdkit_export_name: 'x',
    });
    assert.deepEqual(migrationParams(legacy).direct, { socketUri: 'nbd://h/', exportName: 'x', disks: [] });
  });

  for (const one of meant) {
    it(`mean ${one.about}`, async () => {
      const record = recordOf(one.migration, one.params);
      assert.deepEqual(migrationParams(record), { ...USUAL, ...one.meant });
      assert.deepEqual(
        (await found(record)).filter((text) => text.startsWith('error')),
        [],
      );
    });
  }

  for (const { about, migration, params, says, warning } of wrong) {
    it(`${warning === true ? 'are odd' : 'are refused'}: ${about}`, async () => {
      const record = recordOf(migration, params);
      const told = (await found(record)).join('\n');
      for (const text of says) assert.ok(told.includes(text), `${text}\nis not in\n${told}`);
      assert.match(told, new RegExp(`^${warning === true ? 'warning' : 'error'} workloads.yml:\\d+:\\d+: `));
      if (warning === true) {
        migrationParams(record);
        recordFor(server, record, undefined);
        return;
      }
      for (const refuse of [
        () => migrationParams(record),
        () => recordFor(server, record, 'workloads.yml:3:3'),
      ])
        assert.throws(refuse, (error: unknown) => {
          assert.ok(error instanceof DroverError && error.code === 'record-field', String(error));
          for (const text of says) assert.ok(error.message.includes(text), error.message);
          return true;
        });
    });
  }

  it('are told together with all that is wrong in them', () => {
    const record = recordOf({ boot_disk_copy: 'yes', storage: 'swng', verify: ['activ'] });
    assert.throws(
      () => migrationParams(record),
      (error: unknown) =>
        error instanceof DroverError &&
        /boot_disk_copy/.test(error.message) &&
        /Did you mean "swing"/.test(error.message) &&
        /Did you mean "active"/.test(error.message),
    );
  });
});
