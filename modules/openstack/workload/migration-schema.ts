import type { DescribedObjectSchema, Schema } from '../../../engine/schema/types.ts';
import type { Body } from '../api/session.types.ts';
import type { Arguments } from '../kind/kind.ts';
import { isBody } from '../kind/wire.ts';

/*
 * `_migration_params` of a server: the keys of OS-Migrate, and drover's own.
 */

function flag(description: string, value: boolean): Schema {
  return { type: 'boolean', nullable: true, description, default: value };
}

function oneOf(values: readonly string[], description: string, value: string): Schema {
  return { type: 'string', nullable: true, enum: values, description, default: value };
}

function text(description: string): Schema {
  return { type: 'string', nullable: true, description };
}

function given(description: string): DescribedObjectSchema {
  return {
    type: 'object',
    nullable: true,
    description,
    properties: {
      uuid: {
        type: 'string',
        nullable: true,
        format: 'uuid',
        description: 'The id of a volume of the destination.',
      },
    },
  };
}

const ofOsMigrate: Readonly<Record<string, Schema>> = {
  boot_disk_copy: flag(
    'Whether the disk of a server that boots from an image is copied, so that it boots from a volume at the destination. Without it, the server boots there from the image of the same name, and what its disk had is not brought along. One that boots from a volume keeps what it has in any case.',
    false,
  ),
  data_copy: flag(
    'False: nothing is copied. The server is made with `boot_volume` and `additional_volumes`, which are at the destination already.',
    true,
  ),
  boot_volume: given('The volume to boot from, for data_copy: false.'),
  additional_volumes: {
    type: 'array',
    nullable: true,
    description: 'The other volumes, in their order, for data_copy: false.',
    items: given('A volume.'),
  },
  boot_volume_params: {
    type: 'object',
    nullable: true,
    description: 'What the new boot volume is made with, where the server has none at the source.',
    properties: {
      availability_zone: text('The availability zone of the storage. Null: that of volumes which name none.'),
      name: text('The name. Null: made of the name of the server.'),
      description: text('A text for people.'),
      volume_type: text('The name of its type. Null: what is usual at the destination.'),
    },
  },
  floating_ip_mode: oneOf(
    ['auto', 'new', 'existing', 'skip'],
    'existing: the same address, which the project of the destination has and which is free. new: another one. auto: existing if that can be, else new. skip: none.',
    'auto',
  ),
  port_creation_mode: oneOf(
    ['neutron', 'nova'],
    'Who makes the ports: neutron, before the server is made, so that all that a port has is kept. nova, with the server: only networks, addresses and security groups are.',
    'neutron',
  ),
  use_nbdkit_direct: flag(
    'Disks that are no volumes (the one of the image, ephemeral ones) are read on the hypervisor itself, and become volumes. With nbdkit_disks, they are read at the NBD servers that it names.',
    false,
  ),
  nbdkit_socket_uri: text('The NBD URI of the one disk, for use_nbdkit_direct: of a server that you run.'),
  nbdkit_export_name: text('The name of its export.'),
  nbdkit_port: {
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: 65535,
    description: 'Not used, as drover opens no port on a hypervisor: known because OS-Migrate writes it.',
  },
  nbdkit_disks: {
    type: 'array',
    nullable: true,
    description:
      'NBD servers that you run, one a disk; a conversion host of the source reads them. Without it, drover reads the disks on the hypervisor by itself.',
    items: {
      type: 'object',
      description: 'A disk.',
      required: ['device', 'uri', 'size'],
      properties: {
        device: { type: 'string', description: 'What the guest calls it: /dev/vda.' },
        uri: { type: 'string', description: 'Where it is read: nbd://...' },
        size: { type: 'number', minimum: 0, description: 'GiB. Not used: the server says how large it is.' },
        bootable: flag('Whether the guest boots from it.', false),
        port: { type: 'integer', nullable: true, description: 'The port on the hypervisor.' },
        disk_path: text('Its file on the hypervisor.'),
        disk_name: text('The name of that file.'),
      },
    },
  },
};

const ofDrover: Readonly<Record<string, Schema>> = {
  keep_mac: flag('Whether ports keep their MAC addresses.', true),
  keep_fixed_ip: flag('Whether ports keep their addresses.', true),
  warm: flag(
    'A first copy is made while the server runs; once it is stopped, only what has changed since is copied.',
    false,
  ),
  storage: oneOf(
    ['copy', 'swing'],
    'copy: data go from host to host. swing: both clouds see one storage backend, and volumes change hands.',
    'copy',
  ),
  ephemeral_disks: oneOf(
    ['refuse', 'blank'],
    'What becomes of ephemeral disks that no way can read (use_nbdkit_direct reads them). refuse: the server is not migrated. blank: it gets empty ones.',
    'refuse',
  ),
  verify: {
    type: 'array',
    nullable: true,
    description:
      'What is looked at before it counts as migrated: active, port_22 (or another port, at its first address), and {command: ...}, which runs on the machine that drover runs on and has to end with 0. The command finds DROVER_SERVER_ID, DROVER_SERVER_NAME and DROVER_SERVER_ADDRESS in its environment.',
    items: {
      description: 'A check.',
      anyOf: [
        { type: 'string', pattern: '^(active|port_[0-9]{1,5})$', description: 'active, or port_22.' },
        {
          type: 'object',
          description: 'A command of your own.',
          properties: { command: { type: 'string', minLength: 1, description: 'The command, for a shell.' } },
          required: ['command'],
        },
      ],
    },
  },
  hooks: {
    type: 'object',
    nullable: true,
    description:
      'Hooks of this server beside those of the plan: lists by phase, as the variable `hooks` has them.',
    properties: {},
    additionalProperties: true,
  },
  post_migration: {
    type: 'object',
    nullable: true,
    description: 'What becomes of the server at both clouds, once it is migrated.',
    properties: {
      source: oneOf(
        ['keep', 'stop', 'rename', 'delete-after-days'],
        'keep: it stays as it is, which is stopped. stop: stopped, and locked against being started by mistake. rename: stopped, with another name. delete-after-days: stopped, and to be deleted `days` later.',
        'keep',
      ),
      days: { type: 'integer', nullable: true, minimum: 1, description: 'Days, for delete-after-days.' },
      destination: oneOf(
        ['start', 'stopped'],
        'start: it runs. stopped: it is stopped once it was looked at.',
        'start',
      ),
    },
  },
};

/** What `_migration_params` of a server may be. */
export const migrationSchema: DescribedObjectSchema = {
  type: 'object',
  description: 'How to migrate the server. Edit here.',
  properties: { ...ofOsMigrate, ...ofDrover },
};

/** What `_migration_params` of one volume of a server may be. */
export const volumeMigrationSchema: DescribedObjectSchema = {
  type: 'object',
  description: 'How to migrate this volume, where it is not as the server says.',
  properties: {
    data_copy: {
      type: 'boolean',
      nullable: true,
      description: 'False: nothing is copied, and the server gets the volume `uuid` of the destination.',
    },
    uuid: {
      type: 'string',
      nullable: true,
      format: 'uuid',
      description: 'The id of the volume of the destination, for data_copy: false.',
    },
    storage: {
      type: 'string',
      nullable: true,
      enum: ['copy', 'swing'],
      description:
        'copy: from host to host. swing: both clouds see one backend, and the volume changes hands.',
    },
  },
};

/** What an export writes for a server. `given`: what OS-Migrate's export takes as `migration_params`. */
export function migrationDefaults(body: Body, given: Arguments): Body {
  const said = isBody(given['migration_params']) ? given['migration_params'] : {};
  const chosen = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
  const hasImage = typeof body['image_id'] === 'string';
  return {
    additional_volumes: [{ uuid: null }],
    boot_volume: { uuid: null },
    boot_volume_params: { availability_zone: null, description: null, name: null, volume_type: null },
    data_copy: true,
    floating_ip_mode: 'auto',
    nbdkit_export_name: null,
    nbdkit_socket_uri: null,
    port_creation_mode: 'neutron',
    use_nbdkit_direct: false,
    keep_mac: true,
    keep_fixed_ip: true,
    warm: false,
    storage: 'copy',
    ephemeral_disks: 'refuse',
    verify: ['active'],
    post_migration: { source: 'keep', destination: 'start' },
    ...chosen,
    boot_disk_copy: hasImage ? chosen['boot_disk_copy'] === true : true,
  };
}
