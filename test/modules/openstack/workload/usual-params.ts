import type { MigrationParams } from '../../../../modules/openstack/workload/workload.types.ts';

/** How a server is migrated where nobody says anything, but for the checks. */
export const USUAL_PARAMS: MigrationParams = {
  bootDiskCopy: false,
  dataCopy: true,
  bootVolume: undefined,
  additionalVolumes: [],
  bootVolumeParams: {},
  floatingIpMode: 'auto',
  portCreationMode: 'neutron',
  keepMac: true,
  keepFixedIp: true,
  warm: false,
  storage: 'copy',
  direct: undefined,
  ephemeralDisks: 'refuse',
  verify: [],
  postMigration: { source: 'keep', days: 0, destination: 'start' },
};
