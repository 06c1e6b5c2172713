import { contentArguments } from '../../modules/openstack/conversion/content/prepare-settings.ts';
import { subscriptionArguments } from '../../modules/openstack/conversion/content/subscription.ts';
import { hostArguments } from '../../modules/openstack/conversion/deploy/host-arguments.ts';
import { networkArguments } from '../../modules/openstack/conversion/deploy/network-arguments.ts';
import { conversionHostRoleArguments } from '../../modules/openstack/conversion/hosts-of.ts';
import type { Schema } from '../../engine/schema/types.ts';
import { CLOUDS, type Side } from './connection-variables.ts';
import type { Variable } from './role.ts';

/* The variables of conversion hosts. Their names are OS-Migrate's, where it has them. */

export const SIDES: readonly Side[] = ['src', 'dst'];

/** A variable for each cloud. */
function pair(suffix: string, schema: Schema): readonly Variable[] {
  return SIDES.map((side) => ({
    name: `os_migrate_${side}_conversion_${suffix}`,
    schema: { ...schema, description: `At the ${CLOUDS[side]}: ${lower(schema.description)}` },
  }));
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function one(suffix: string, schema: Schema): Variable {
  return { name: `os_migrate_conversion_${suffix}`, schema };
}

/** A switch for each cloud: `os_migrate_deploy_src_conversion_host`. */
function switches(verb: string, description: string): readonly Variable[] {
  return SIDES.map((side) => ({
    name: `os_migrate_${verb}_${side}_conversion_host`,
    schema: { type: 'boolean', description: `${description} at the ${CLOUDS[side]}.`, default: true },
  }));
}

const keyVariable: Variable = one('keypair_private_path', {
  ...networkArguments.private_key,
  description: 'The private key that opens the hosts. It is made if it is not there.',
  default: '{{ os_migrate_data_dir }}/conversion/ssh.key',
});

const linkKeyVariable: Variable = one('link_keypair_private_path', {
  type: 'string',
  description:
    'The private key that opens the hosts of the source for those of the destination. It is made if it is not there.',
  default: '{{ os_migrate_data_dir }}/conversion/link-ssh.key',
});

const timeoutVariable: Variable = one('host_deploy_timeout', {
  type: 'integer',
  minimum: 1,
  description: 'How many seconds a host may take to run, and again to let drover in.',
  default: 600,
});

/** Hosts of the user's own. */
export const ownHostVariables: readonly Variable[] = conversionHostRoleArguments.flatMap(
  ({ variables = {} }) =>
    Object.entries(variables)
      .filter(([name]) => name.endsWith('_conversion_hosts'))
      .map(([name, schema]) => ({ name, schema })),
);

const hostNameVariables: readonly Variable[] = SIDES.map((side) => ({
  name: `os_migrate_${side}_conversion_host_name`,
  schema: {
    type: 'string',
    description: `What the conversion host of the ${CLOUDS[side]} is called. Further ones are called NAME-2, NAME-3 ...`,
    default: `os_migrate_conv_${side}`,
  },
}));

const nameVariables: readonly Variable[] = [
  ...pair('net_name', networkArguments.net_name),
  ...pair('subnet_name', networkArguments.subnet_name),
  ...pair('router_name', networkArguments.router_name),
  ...pair('secgroup_name', networkArguments.secgroup_name),
  ...pair('keypair_name', networkArguments.keypair_name),
];

export const deployVariables: readonly Variable[] = [
  ...switches('deploy', 'Whether conversion hosts are deployed'),
  ...hostNameVariables,
  ...pair('host_count', {
    type: 'integer',
    minimum: 1,
    maximum: 20,
    description: 'How many conversion hosts there are.',
    default: 1,
  }),
  ...ownHostVariables,
  ...pair('image_name', { ...hostArguments.image, default: 'os_migrate_conv' }),
  one('flavor_name', {
    ...hostArguments.flavor,
    description: 'The name or id of their flavor, at both clouds. Needed, unless each cloud has its own.',
  }),
  ...pair('flavor_name', {
    ...hostArguments.flavor,
    description: 'The name or id of their flavor, where it is not that of both clouds.',
  }),
  ...pair('external_network_name', {
    ...networkArguments.external_network,
    description:
      'The name or id of the network that leads outside, for the router and the floating IPs. Needed, unless a network is there already.',
  }),
  ...pair('network', networkArguments.network),
  ...pair('manage_network', networkArguments.manage_network),
  ...nameVariables,
  ...pair('net_mtu', networkArguments.net_mtu),
  ...pair('subnet_dns_nameservers', networkArguments.subnet_dns_nameservers),
  one('subnet_cidr', networkArguments.subnet_cidr),
  one('subnet_alloc_start', networkArguments.subnet_alloc_start),
  one('subnet_alloc_end', networkArguments.subnet_alloc_end),
  one('router_ip', networkArguments.router_ip),
  ...pair('manage_fip', hostArguments.manage_fip),
  ...pair('floating_ip_address', {
    description:
      'The floating IP that the first host gets: one that the project has, or a new one. False: any.',
    default: false,
  }),
  ...pair('availability_zone', hostArguments.availability_zone),
  ...pair('host_boot_from_volume', hostArguments.boot_from_volume),
  ...pair('host_volume_size', hostArguments.volume_size),
  ...pair('config_drive', hostArguments.config_drive),
  one('host_ssh_user', hostArguments.ssh_user),
  one('host_ssh_port', hostArguments.ssh_port),
  one('host_link_key_path', hostArguments.link_key),
  one('host_ssh_user_enable_password_access', {
    type: 'boolean',
    description: 'Whether the user may log in with a password, too.',
    default: false,
  }),
  one('host_ssh_user_password', {
    type: 'string',
    secret: true,
    description: 'That password. Needed where it is let in; keep it in a vault.',
    nullable: true,
  }),
  one('host_keys', hostArguments.host_keys),
  one('ssh_from', {
    type: 'array',
    items: { type: 'string', description: 'A network: 192.0.2.0/24.' },
    description:
      'From where SSH is let in: the networks that drover comes from. Without it, the address that this machine has towards the hosts.',
    nullable: true,
  }),
  keyVariable,
  one('keypair_generate', {
    type: 'boolean',
    description: 'False: that key is there already, and none is made.',
    default: true,
  }),
  timeoutVariable,
];

export const contentVariables: readonly Variable[] = [
  ...ownHostVariables,
  one('host_content_install', contentArguments.install),
  {
    name: 'do_yum_update',
    schema: contentArguments.update,
  },
  { name: 'os_migrate_reboot_conversion_hosts', schema: contentArguments.reboot },
  ...pair('host_pre_content_hook', {
    description:
      'A script for bash that is run on the hosts as root before anything is installed, once; false: none.',
    default: false,
  }),
  ...pair('host_post_content_hook', {
    description: 'A script for bash that is run on the hosts as root afterwards, once; false: none.',
    default: false,
  }),
  one('http_proxy', contentArguments.http_proxy),
  one('https_proxy', contentArguments.https_proxy),
  one('no_proxy', contentArguments.no_proxy),
  ...Object.entries(subscriptionArguments).map(([name, schema]) =>
    one(`rhsm_${name}`, { ...schema, description: `RHEL: ${lower(schema.description)}` }),
  ),
  timeoutVariable,
];

export const linkVariables: readonly Variable[] = [
  {
    name: 'os_migrate_link_conversion_hosts',
    schema: {
      type: 'boolean',
      description: 'Whether the hosts of the destination are let in at those of the source.',
      default: true,
    },
  },
  linkKeyVariable,
  ...ownHostVariables,
];

export const deleteVariables: readonly Variable[] = [
  ...switches('delete', 'Whether conversion hosts are removed'),
  ...hostNameVariables,
  ...SIDES.map((side) => ({
    name: `os_migrate_${side}_conversion_host_delete_fip`,
    schema: {
      type: 'boolean' as const,
      description: `False: floating IPs that drover made at the ${CLOUDS[side]} stay with the project.`,
      default: true,
    },
  })),
  ...pair('manage_network', {
    ...networkArguments.manage_network,
    description: 'False: the network stays.',
  }),
  ...nameVariables,
  keyVariable,
  linkKeyVariable,
  {
    name: 'os_migrate_delete_conversion_keys',
    schema: {
      type: 'boolean',
      description: 'Whether the keys in the data directory are removed, too.',
      default: false,
    },
  },
  one('rhsm_manage', {
    ...subscriptionArguments.manage,
    description: 'RHEL: whether hosts are taken out of the subscription before they are removed.',
  }),
  timeoutVariable,
];
