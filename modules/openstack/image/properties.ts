import type { Codec } from '../kind/codec.ts';
import type { Field } from '../kind/kind.ts';
import { isBody } from '../kind/wire.ts';

/*
 * An image has properties beside its attributes: texts, by any name. OS-Migrate's files know some of them by names and
 * types of their own, and keep the rest under `properties`. On the wire all of them lie beside the attributes.
 */

type PropertyType = 'text' | 'whole' | 'number' | 'truth';

/** Properties that have a key of their own in export files: its name, the property's name and what it holds. */
const NAMED: readonly (readonly [name: string, wire: string, type: PropertyType, description: string])[] = [
  ['architecture', 'architecture', 'text', 'The processor that it runs on.'],
  ['has_auto_disk_config', 'auto_disk_config', 'text', 'Whether its root disk grows with the server.'],
  ['hw_cpu_cores', 'hw_cpu_cores', 'whole', 'The cores of each socket.'],
  ['hw_cpu_policy', 'hw_cpu_policy', 'text', 'How virtual processors are pinned: shared, dedicated.'],
  ['hw_cpu_sockets', 'hw_cpu_sockets', 'whole', 'The sockets.'],
  ['hw_cpu_thread_policy', 'hw_cpu_thread_policy', 'text', 'What pinned processors make of threads.'],
  ['hw_cpu_threads', 'hw_cpu_threads', 'whole', 'The threads of each core.'],
  ['hw_disk_bus', 'hw_disk_bus', 'text', 'The bus of its disks: virtio, scsi, sata, ...'],
  ['hw_machine_type', 'hw_machine_type', 'text', 'The machine that is emulated: q35, pc, ...'],
  ['hw_qemu_guest_agent', 'hw_qemu_guest_agent', 'text', 'Whether it runs the guest agent of QEMU.'],
  ['hw_rng_model', 'hw_rng_model', 'text', 'The source of random numbers.'],
  ['hw_scsi_model', 'hw_scsi_model', 'text', 'The SCSI controller.'],
  ['hw_serial_port_count', 'hw_serial_port_count', 'whole', 'The serial ports.'],
  ['hw_video_model', 'hw_video_model', 'text', 'The graphics card.'],
  ['hw_video_ram', 'hw_video_ram', 'whole', "The graphics card's memory in MiB."],
  ['hw_vif_model', 'hw_vif_model', 'text', 'The network card.'],
  ['hw_watchdog_action', 'hw_watchdog_action', 'text', 'What is done with a server that hangs.'],
  ['hypervisor_type', 'hypervisor_type', 'text', 'The hypervisor that it runs on.'],
  ['instance_type_rxtx_factor', 'instance_type_rxtx_factor', 'number', 'A factor for some network drivers.'],
  ['is_hw_boot_menu_enabled', 'hw_boot_menu', 'truth', 'Whether it shows a boot menu.'],
  [
    'is_hw_vif_multiqueue_enabled',
    'hw_vif_multiqueue_enabled',
    'truth',
    'Whether cards have several queues.',
  ],
  [
    'needs_config_drive',
    'img_config_drive',
    'text',
    'Whether servers need a config drive: mandatory, optional.',
  ],
  ['needs_secure_boot', 'os_secure_boot', 'text', 'Whether it boots securely: required, optional, disabled.'],
  ['os_admin_user', 'os_admin_user', 'text', 'The name of the administrator in it.'],
  ['os_command_line', 'os_command_line', 'text', "The kernel's command line."],
  ['os_distro', 'os_distro', 'text', 'The distribution in it.'],
  ['os_require_quiesce', 'os_require_quiesce', 'truth', 'Whether snapshots need its agent to pause writes.'],
  ['os_shutdown_timeout', 'os_shutdown_timeout', 'whole', 'Seconds that it gets to shut down.'],
  ['os_type', 'os_type', 'text', 'The operating system: linux, windows.'],
  ['os_version', 'os_version', 'text', "The operating system's version."],
  ['vm_mode', 'vm_mode', 'text', 'How it is virtualised: hvm, xen, ...'],
  ['vmware_adaptertype', 'vmware_adaptertype', 'text', 'The disk adapter under VMware.'],
  ['vmware_ostype', 'vmware_ostype', 'text', 'What VMware calls the operating system.'],
];

/** The properties that have fields of their own. */
export const namedProperties: ReadonlySet<string> = new Set(NAMED.map(([, wire]) => wire));

const TRUE = /^(?:true|t|yes|y|on|1)$/i;
const FALSE = /^(?:false|f|no|n|off|0)$/i;

/** What a text on the wire says. One that says nothing of the kind stays as it is. */
const READ: Readonly<Record<PropertyType, (text: string) => unknown>> = {
  text: (text) => text,
  whole: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
  number: (text) => (/^-?\d{1,12}(?:\.\d{1,12})?$/.test(text) ? Number(text) : text),
  truth: (text) => (TRUE.test(text) ? true : FALSE.test(text) ? false : text),
};

/** The text that stands for a value in a property. */
export function propertyText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function codecOf(type: PropertyType): Codec {
  return {
    refersTo: [],
    read: (wire) => Promise.resolve(typeof wire === 'string' ? READ[type](wire) : wire),
    write: (value) => Promise.resolve(value === null ? null : propertyText(value)),
    references: () => [],
  };
}

const TYPES = {
  text: 'string',
  whole: 'integer',
  number: 'number',
  truth: 'boolean',
} as const satisfies Readonly<Record<PropertyType, string>>;

/** The fields of the properties that have names of their own. */
export const propertyFields: readonly Field[] = NAMED.map(([name, wire, type, description]) => ({
  name,
  wire,
  set: 'always',
  empty: null,
  codec: codecOf(type),
  normalise: (value) => (typeof value === 'string' ? READ[type](value) : value),
  schema:
    type === 'text'
      ? { type: 'string', nullable: true, description }
      : {
          nullable: true,
          description,
          anyOf: [
            { type: TYPES[type], description: 'The value.' },
            { type: 'string', description: 'The same as a text.' },
          ],
        },
}));

/**
 * Properties that mean something at one cloud only: keys and certificates in its Barbican, by their ids. At another
 * cloud Glance would refuse data that are to be signed by a certificate which it does not find.
 */
export function isOfOneCloud(property: string): boolean {
  return /^(?:img_signature|cinder_encryption_key_)/.test(property);
}

/** All further properties, under their own names. */
export const furtherProperties: Field = {
  name: 'properties',
  set: 'always',
  empty: {},
  born: {},
  normalise: (value) => (isBody(value) ? movable(value) : value),
  codec: {
    refersTo: [],
    read: (wire) => Promise.resolve(isBody(wire) ? movable(wire) : {}),
    write: (value) =>
      Promise.resolve(
        isBody(value)
          ? Object.fromEntries(
              Object.entries(movable(value))
                .filter(([, one]) => one !== null)
                .map(([key, one]) => [key, propertyText(one)]),
            )
          : {},
      ),
    references: () => [],
  },
  schema: {
    type: 'object',
    nullable: true,
    properties: {},
    additionalProperties: true,
    description: 'All further properties. They are texts.',
  },
};

function movable(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !isOfOneCloud(key)));
}
