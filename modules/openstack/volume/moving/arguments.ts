import type { Schema } from '../../../../engine/schema/types.ts';
import { conversionHostArguments, conversionHostRoleArguments } from '../../conversion/hosts-of.ts';
import type { Arguments, RoleArgument } from '../../kind/kind.ts';
import { sourceArguments, sourceRoleArguments } from '../../source-arguments.ts';
import { textOf } from '../../kind/wire.ts';
import type { MoveSettings } from './moving.types.ts';

const MIB = 1024 ** 2;

/** One setting of moves: an argument of the modules, and the variable of the roles that it comes from. */
interface Setting {
  readonly argument: string;
  readonly variable: string;
  readonly schema: Schema;
  readonly usual: string | number | boolean;
}

const settings = [
  {
    argument: 'timeout',
    variable: 'os_migrate_timeout',
    schema: {
      type: 'integer',
      minimum: 1,
      description:
        'Seconds that each thing which a cloud does may take: a snapshot, a volume, an attachment, a server. Copies of data have no limit but theirs.',
    },
    usual: 1800,
  },
  {
    argument: 'volume_prefix',
    variable: 'os_migrate_workload_boot_volume_prefix',
    schema: {
      type: 'string',
      description: 'What the names of temporary snapshots, volumes and images begin with.',
    },
    usual: 'os-migrate-',
  },
  {
    argument: 'cleanup_on_failure',
    variable: 'os_migrate_workload_cleanup_on_failure',
    schema: {
      type: 'boolean',
      description:
        'Whether volumes of the destination are removed where their data did not come. Without it they stay, and the next run goes on with them.',
    },
    usual: true,
  },
  {
    argument: 'copy_compress',
    variable: 'os_migrate_copy_compress',
    schema: {
      type: 'boolean',
      description: 'Compress what goes from host to host: worth it only where the link is slow.',
    },
    usual: false,
  },
  {
    argument: 'copy_limit',
    variable: 'os_migrate_copy_limit',
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'MiB a second that all copies of a run may take together. 0: no limit.',
    },
    usual: 0,
  },
  {
    argument: 'copy_chunk_size',
    variable: 'os_migrate_copy_chunk_size',
    schema: {
      type: 'integer',
      minimum: 0,
      maximum: 1024,
      description:
        'MiB of a piece of a disk, a power of two (others are rounded down): each has a hash, and is sent again as a whole where it differs. 0: 4, and of disks of more than 1 TiB as many more as they are larger.',
    },
    usual: 0,
  },
  {
    argument: 'workloads_at_once',
    variable: 'os_migrate_workloads_at_once',
    schema: {
      type: 'integer',
      minimum: 1,
      description: 'How many servers are migrated side by side: each is down for as long as its data take.',
    },
    usual: 4,
  },
  {
    argument: 'copy_retries',
    variable: 'os_migrate_copy_retries',
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'How often a copy that was cut off is taken up again, where it was cut.',
    },
    usual: 10,
  },
  {
    argument: 'copy_retry_delay',
    variable: 'os_migrate_copy_retry_delay',
    schema: { type: 'integer', minimum: 0, description: 'Seconds before a copy is taken up again.' },
    usual: 5,
  },
] as const satisfies readonly Setting[];

/** Arguments of the way in which both clouds see one backend. */
const swingArguments = {
  swing_host: {
    type: 'string',
    description:
      'The host of Cinder at the destination that takes volumes from a backend which both clouds see: host@backend#pool.',
    nullable: true,
  },
  swing_name_template: {
    type: 'string',
    description: 'What that backend calls a volume of the source. Default volume-{id}.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** Arguments of the modules that move data. */
export const movingArguments: Readonly<Record<string, Schema>> = {
  ...sourceArguments,
  ...conversionHostArguments,
  ...swingArguments,
  ...Object.fromEntries(
    settings.map(({ argument, schema, usual }) => [
      argument,
      { ...schema, description: `${schema.description} Default ${String(usual)}.`, nullable: true },
    ]),
  ),
};

/** The same, as roles give them. */
export const movingRoleArguments: readonly RoleArgument[] = [
  ...sourceRoleArguments,
  ...conversionHostRoleArguments,
  {
    name: 'swing_host',
    of: 'import',
    value: '{{ os_migrate_dst_volume_host | default(omit) }}',
    variables: { os_migrate_dst_volume_host: swingArguments.swing_host },
  },
  {
    name: 'swing_name_template',
    of: 'import',
    value: '{{ os_migrate_src_volume_name_template | default(omit) }}',
    variables: { os_migrate_src_volume_name_template: swingArguments.swing_name_template },
  },
  ...settings.map(({ argument, variable, schema, usual }): RoleArgument => ({
    name: argument,
    of: 'import',
    value: `{{ ${variable} }}`,
    variables: { [variable]: { ...schema, default: usual } },
  })),
];

/** What the arguments say of moves, with what is usual in place of what they leave out. */
export function settingsOf(args: Arguments): MoveSettings {
  const given = Object.fromEntries(
    settings.map(({ argument, usual }) => [argument, args[argument] ?? usual]),
  );
  const limit = Number(given['copy_limit']);
  const chunkSize = Number(given['copy_chunk_size']);
  return {
    timeoutMs: Number(given['timeout']) * 1000,
    prefix: textOf(given, 'volume_prefix') ?? '',
    cleanUp: given['cleanup_on_failure'] === true,
    chunkSize: chunkSize > 0 ? 2 ** Math.floor(Math.log2(chunkSize)) * MIB : undefined,
    compress: given['copy_compress'] === true,
    bytesPerSecond: limit > 0 ? limit * MIB : undefined,
    workloadsAtOnce: Number(given['workloads_at_once']),
    retries: Number(given['copy_retries']),
    retryDelayMs: Number(given['copy_retry_delay']) * 1000,
  };
}
