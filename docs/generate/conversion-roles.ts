import { conversionHostRoleArguments } from '../../modules/openstack/conversion/hosts-of.ts';
import { subscriptionArguments } from '../../modules/openstack/conversion/content/subscription.ts';
import { CLOUDS, connectionLines, connectionVariables, type Side } from './connection-variables.ts';
import {
  contentVariables,
  deleteVariables,
  deployVariables,
  linkVariables,
  ownHostVariables,
  SIDES,
} from './conversion-variables.ts';
import { MARK, type GeneratedFiles } from './generated-files.ts';
import { dataDirVariable } from './kind-variables.ts';
import { roleFiles } from './role-files.ts';
import type { Role } from './role.ts';
import { indented, quoted } from './task-text.ts';

const FROM = 'the tables of conversion hosts';

/** The roles of conversion hosts, and the playbooks that run them. */
export function conversionFiles(): GeneratedFiles {
  return new Map([
    ...conversionRoles().flatMap((role) => [...roleFiles(role)]),
    playbook('deploy_conversion_hosts', 'Deploy conversion hosts', [
      'conversion_host',
      'conversion_host_content',
      'conversion_host_link',
    ]),
    playbook('check_conversion_hosts', 'Check conversion hosts', ['conversion_host_check']),
    playbook('delete_conversion_hosts', 'Delete conversion hosts', ['conversion_host_delete']),
  ]);
}

function conversionRoles(): readonly Role[] {
  const role = (name: string, parts: Omit<Role, 'name' | 'playTitle' | 'from' | 'playbook'>): Role => ({
    name,
    playTitle: name,
    from: FROM,
    playbook: false,
    ...parts,
  });
  return [
    role('conversion_host', {
      title: 'Deploys conversion hosts',
      description:
        'Makes the conversion hosts of both clouds, or finds those that it made before: keys, network, security group, server, floating IP. What it knows of them goes to `conversion/hosts.yml` of the data directory. A cloud that hosts of your own are named for is left alone.',
      variables: [dataDirVariable, ...deployVariables, ...bothConnections()],
      tasks: deployTasks(),
      dependencies: preludes('deploy'),
    }),
    role('conversion_host_content', {
      title: 'Installs what conversion hosts need',
      description:
        'Waits until the conversion hosts let drover in, and installs what is missing there: nbdkit, nbdcopy, an SSH client.',
      variables: [dataDirVariable, ...contentVariables],
      tasks: SIDES.map(contentTask).join('\n'),
      dependencies: 'dependencies: []\n',
    }),
    role('conversion_host_link', {
      title: 'Links the conversion hosts of the clouds',
      description:
        'Lets the conversion hosts of the destination log in at those of the source, with a key of their own.',
      variables: [dataDirVariable, ...linkVariables],
      tasks: linkTasks(),
      dependencies: 'dependencies: []\n',
    }),
    role('conversion_host_check', {
      title: 'Checks the conversion hosts',
      description:
        'Looks whether the conversion hosts are ready for work: their servers run, they let drover in, have their tools, and reach one another. Changes nothing.',
      variables: [dataDirVariable, ...ownHostVariables, ...bothConnections()],
      tasks: SIDES.map(checkTask).join('\n'),
      dependencies: 'dependencies:\n  - role: prelude_src\n  - role: prelude_dst\n',
    }),
    role('conversion_host_delete', {
      title: 'Removes conversion hosts',
      description:
        'Removes what drover has deployed for the migration of workloads at both clouds: servers, floating IPs, keypairs, security groups, routers, networks. Nothing that drover did not make is touched.',
      variables: [dataDirVariable, ...deleteVariables, ...bothConnections()],
      tasks: deleteTasks(),
      dependencies: preludes('delete'),
    }),
  ];
}

function bothConnections(): Role['variables'] {
  return SIDES.flatMap((side) =>
    connectionVariables(side).map(({ isRequired: _isRequired, ...variable }) => variable),
  );
}

function preludes(verb: 'deploy' | 'delete'): string {
  return [
    'dependencies:',
    ...SIDES.flatMap((side) => [
      `  - role: prelude_${side}`,
      `    when: os_migrate_${verb}_${side}_conversion_host | bool`,
    ]),
    '',
  ].join('\n');
}

/** A task of a cloud. */
function task(name: string, module: string, lines: readonly string[], ends: readonly string[]): string {
  return [`- name: ${name}`, `  ${module}:`, indented(lines, 4), ...ends, ''].join('\n');
}

function given(side: Side, suffix: string): string {
  return `os_migrate_${side}_conversion_${suffix}`;
}

/** `name: '{{ os_migrate_src_conversion_NAME }}'`, or `| default(omit)` for what has no default. */
function fromPair(side: Side, names: readonly string[], optional: readonly string[] = []): readonly string[] {
  return [
    ...names.map((name) => `${name}: '{{ ${given(side, name)} }}'`),
    ...optional.map((name) => `${name}: '{{ ${given(side, name)} | default(omit) }}'`),
  ];
}

const KEY = "private_key: '{{ os_migrate_conversion_keypair_private_path }}'";
const DATA = "data_dir: '{{ os_migrate_data_dir }}'";

/** The hosts, as modules are told of them. */
const HOSTS: readonly string[] = conversionHostRoleArguments
  .filter(({ name }) => name !== 'conversion_host_volumes')
  .map(({ name, value }) => `${name}: ${quoted(value)}`);

/** Where drover deploys hosts: nowhere where a person names his own. */
function isDeployed(side: Side): string {
  return `  when: os_migrate_deploy_${side}_conversion_host | bool and not ${given(side, 'hosts')} | default([], true)`;
}

function deployTasks(): string {
  return [
    task(
      'Make the key that opens the hosts',
      'openstack.conversion_key',
      [
        "path: '{{ os_migrate_conversion_keypair_private_path }}'",
        "generate: '{{ os_migrate_conversion_keypair_generate }}'",
      ],
      [
        `  when: >-`,
        `    (os_migrate_deploy_src_conversion_host | bool and not ${given('src', 'hosts')} | default([], true))`,
        `    or (os_migrate_deploy_dst_conversion_host | bool and not ${given('dst', 'hosts')} | default([], true))`,
      ],
    ),
    ...SIDES.map(networkTask),
    ...SIDES.map(hostTask),
    ...SIDES.map(openTask),
  ].join('\n');
}

function networkTask(side: Side): string {
  return task(
    `Make what hosts of the ${CLOUDS[side]} need`,
    'openstack.deploy_conversion_network',
    [
      `side: ${CLOUDS[side]}`,
      ...fromPair(
        side,
        ['manage_network', 'net_name', 'subnet_name', 'router_name', 'secgroup_name', 'keypair_name'],
        ['network', 'net_mtu'],
      ),
      `subnet_dns_nameservers: '{{ ${given(side, 'subnet_dns_nameservers')} }}'`,
      ...['subnet_cidr', 'subnet_alloc_start', 'subnet_alloc_end', 'router_ip'].map(
        (name) => `${name}: '{{ os_migrate_conversion_${name} }}'`,
      ),
      `external_network: '{{ ${given(side, 'external_network_name')} | default(omit) }}'`,
      KEY,
      ...connectionLines(side),
    ],
    [isDeployed(side)],
  );
}

function hostTask(side: Side): string {
  const password = [
    "(os_migrate_conversion_host_ssh_user_password | password_hash('sha512'))",
    'if os_migrate_conversion_host_ssh_user_enable_password_access | bool else omit',
  ].join(' ');
  const address = `${given(side, 'floating_ip_address')} if item == 1 and ${given(side, 'floating_ip_address')} else omit`;
  return task(
    `Deploy hosts of the ${CLOUDS[side]}`,
    'openstack.deploy_conversion_host',
    [
      `side: ${CLOUDS[side]}`,
      `name: ${quoted(`{{ ${nameOf(side)} }}`)}`,
      `image: '{{ ${given(side, 'image_name')} }}'`,
      `flavor: '{{ ${given(side, 'flavor_name')} | default(os_migrate_conversion_flavor_name | default(omit)) }}'`,
      `network: '{{ ${given(side, 'network')} | default(${given(side, 'net_name')}, true) }}'`,
      ...fromPair(
        side,
        ['secgroup_name', 'keypair_name', 'manage_fip'],
        ['availability_zone', 'config_drive'],
      ),
      `external_network: '{{ ${given(side, 'external_network_name')} | default(omit) }}'`,
      `floating_ip_address: '{{ ${address} }}'`,
      `boot_from_volume: '{{ ${given(side, 'host_boot_from_volume')} }}'`,
      `volume_size: '{{ ${given(side, 'host_volume_size')} }}'`,
      "ssh_user: '{{ os_migrate_conversion_host_ssh_user }}'",
      "ssh_port: '{{ os_migrate_conversion_host_ssh_port }}'",
      "link_key: '{{ os_migrate_conversion_host_link_key_path }}'",
      `password_hash: ${quoted(`{{ ${password} }}`)}`,
      "host_keys: '{{ os_migrate_conversion_host_keys }}'",
      "deploy_timeout: '{{ os_migrate_conversion_host_deploy_timeout }}'",
      KEY,
      DATA,
      ...connectionLines(side),
    ],
    [
      `  loop: '{{ range(1, ${given(side, 'host_count')} | int + 1) | list }}'`,
      '  loop_control:',
      `    label: ${quoted(`{{ ${nameOf(side)} }}`)}`,
      isDeployed(side),
    ],
  );
}

function nameOf(side: Side): string {
  return `${given(side, 'host_name')} ~ ('' if item == 1 else '-' ~ item)`;
}

function openTask(side: Side): string {
  return task(
    `Let in who has to reach the hosts of the ${CLOUDS[side]}`,
    'openstack.open_conversion_hosts',
    [
      `side: ${CLOUDS[side]}`,
      ...fromPair(side, ['secgroup_name']),
      "ssh_port: '{{ os_migrate_conversion_host_ssh_port }}'",
      "ssh_from: '{{ os_migrate_conversion_ssh_from | default(omit) }}'",
      ...HOSTS,
      ...connectionLines(side),
    ],
    [isDeployed(side)],
  );
}

function contentTask(side: Side): string {
  const hook = (which: string): string => {
    const variable = given(side, `host_${which}_content_hook`);
    return `${which}_hook: '{{ ${variable} if ${variable} else omit }}'`;
  };
  return task(
    `Install what hosts of the ${CLOUDS[side]} need`,
    'openstack.prepare_conversion_hosts',
    [
      `side: ${CLOUDS[side]}`,
      "install: '{{ os_migrate_conversion_host_content_install }}'",
      "update: '{{ do_yum_update }}'",
      "reboot: '{{ os_migrate_reboot_conversion_hosts }}'",
      hook('pre'),
      hook('post'),
      ...['http_proxy', 'https_proxy', 'no_proxy'].map(
        (name) => `${name}: '{{ os_migrate_conversion_${name} | default(omit) }}'`,
      ),
      'rhsm:',
      ...Object.keys(subscriptionArguments).map(
        (name) => `  ${name}: '{{ os_migrate_conversion_rhsm_${name} | default(omit) }}'`,
      ),
      "login_timeout: '{{ os_migrate_conversion_host_deploy_timeout }}'",
      ...HOSTS,
    ],
    [],
  );
}

function linkTasks(): string {
  const key = 'os_migrate_conversion_link_keypair_private_path';
  const when = ['  when: os_migrate_link_conversion_hosts | bool'];
  return [
    task('Make the key of the link', 'openstack.conversion_key', [`path: '{{ ${key} }}'`], when),
    task('Link the hosts', 'openstack.link_conversion_hosts', [`link_key: '{{ ${key} }}'`, ...HOSTS], when),
  ].join('\n');
}

function checkTask(side: Side): string {
  return task(
    `Check the hosts of the ${CLOUDS[side]}`,
    'openstack.check_conversion_hosts',
    [`side: ${CLOUDS[side]}`, ...HOSTS, ...connectionLines(side)],
    [],
  );
}

function deleteTasks(): string {
  const when = (side: Side): readonly string[] => [
    `  when: os_migrate_delete_${side}_conversion_host | bool`,
  ];
  return [
    ...SIDES.map((side) =>
      task(
        `Remove the hosts of the ${CLOUDS[side]}`,
        'openstack.delete_conversion_hosts',
        [
          `side: ${CLOUDS[side]}`,
          `name: '{{ ${given(side, 'host_name')} }}'`,
          `delete_fip: '{{ ${given(side, 'host_delete_fip')} }}'`,
          "rhsm_manage: '{{ os_migrate_conversion_rhsm_manage }}'",
          "delete_timeout: '{{ os_migrate_conversion_host_deploy_timeout }}'",
          DATA,
          ...connectionLines(side),
        ],
        when(side),
      ),
    ),
    ...SIDES.map((side) =>
      task(
        `Remove what hosts of the ${CLOUDS[side]} needed`,
        'openstack.delete_conversion_network',
        [
          `side: ${CLOUDS[side]}`,
          ...fromPair(side, [
            'manage_network',
            'net_name',
            'subnet_name',
            'router_name',
            'secgroup_name',
            'keypair_name',
          ]),
          KEY,
          ...connectionLines(side),
        ],
        when(side),
      ),
    ),
    task(
      'Remove the keys',
      'ansible.builtin.file',
      ["path: '{{ item }}'", 'state: absent'],
      [
        '  loop:',
        ...['conversion_keypair', 'conversion_link_keypair'].flatMap((name) => [
          `    - '{{ os_migrate_${name}_private_path }}'`,
          `    - '{{ os_migrate_${name}_private_path }}.pub'`,
        ]),
        '  when: os_migrate_delete_conversion_keys | bool',
      ],
    ),
  ].join('\n');
}

function playbook(name: string, title: string, roles: readonly string[]): readonly [string, string] {
  const text = [
    '---',
    `# ${MARK} from ${FROM}. Changes made here are lost.`,
    `- name: ${title}`,
    '  hosts: localhost',
    '  connection: local',
    '  gather_facts: false',
    '  roles:',
    ...roles.map((role) => `    - ${role}`),
    '',
  ];
  return [`playbooks/${name}.yml`, text.join('\n')];
}
