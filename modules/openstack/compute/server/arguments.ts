import type { Schema } from '../../../../engine/schema/types.ts';
import { hypervisorArguments, hypervisorRoleArguments } from '../../conversion/hypervisors.ts';
import type { RoleArgument } from '../../kind/kind.ts';
import { movingArguments, movingRoleArguments } from '../../volume/moving/arguments.ts';

/** Whether an import may stop a server, as most ways to read its disks take. */
const stopArguments = {
  stop_before_migration: {
    type: 'boolean',
    description: 'Whether servers that run are stopped for their migration. Default false: they are refused.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

const stopRoleArguments: readonly RoleArgument[] = [
  {
    name: 'stop_before_migration',
    of: 'import',
    value: '{{ os_migrate_workload_stop_before_migration }}',
    variables: {
      os_migrate_workload_stop_before_migration: {
        type: 'boolean',
        description: 'Whether servers that run are stopped for their migration. Without it they are refused.',
        default: false,
      },
    },
  },
];

/** What an export can be told of how its records are to be migrated. */
const migrationParamsArgument: Schema = {
  type: 'object',
  nullable: true,
  description:
    'What the records are to have in _migration_params, where that is not what is usual: {boot_disk_copy: true}. Null: what is usual.',
  properties: {},
  additionalProperties: true,
};

/** What an export of servers takes beside what every export does. */
export const serverExportArguments = { migration_params: migrationParamsArgument };

/** The same for an import. */
export const serverImportArguments = { ...stopArguments, ...movingArguments, ...hypervisorArguments };

/** How roles hand these on. */
export const serverRoleArguments: readonly RoleArgument[] = [
  {
    name: 'migration_params',
    of: 'export',
    value:
      '{{ {"boot_disk_copy": os_migrate_workloads_boot_disk_copy, "use_nbdkit_direct": os_migrate_workloads_use_nbdkit_direct} }}',
    variables: {
      os_migrate_workloads_boot_disk_copy: {
        type: 'boolean',
        nullable: true,
        description:
          'What boot_disk_copy is to be in new records of servers that boot from an image: whether their disks are copied. Null: false. Servers that boot from a volume have true in any case.',
        default: null,
      },
      os_migrate_workloads_use_nbdkit_direct: {
        type: 'boolean',
        nullable: true,
        description:
          'What use_nbdkit_direct is to be in new records: whether disks that are no volumes are read on their hypervisors. Null: false.',
        default: null,
      },
    },
  },
  ...stopRoleArguments,
  ...movingRoleArguments,
  ...hypervisorRoleArguments,
];
