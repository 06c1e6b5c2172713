/** Every module by name, loaded when it is first used. This is the only list. */
import type { Module, ModuleRegistry } from '../engine/module.ts';
import { openstackModules } from './openstack/module-list.ts';

export interface ModuleEntry {
  /** The canonical name, which the module itself gives too (a test compares them). */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly load: () => Promise<Module>;
}

/** A module that Ansible has, too, under its own names. */
function builtIn(
  folder: 'core' | 'host',
  name: string,
  load: () => Promise<Module>,
  more: readonly string[] = [],
): ModuleEntry {
  const aliases = [name, `ansible.builtin.${name}`, `ansible.legacy.${name}`, ...more];
  return { name: `${folder}.${name}`, aliases, load };
}

/** A module that a collection of Ansible has; roles that are older know it by its own name. */
function collected(collection: string, name: string, load: () => Promise<Module>): ModuleEntry {
  const aliases = [name, `${collection}.${name}`, `ansible.builtin.${name}`];
  return { name: `host.${name}`, aliases, load };
}

const builtIns: readonly ModuleEntry[] = [
  builtIn('core', 'add_host', async () => (await import('./core/add-host.ts')).addHost),
  builtIn('core', 'assert', async () => (await import('./core/assert.ts')).assert),
  builtIn('core', 'command', async () => (await import('./core/command.ts')).command),
  builtIn('core', 'debug', async () => (await import('./core/debug.ts')).debug),
  builtIn('core', 'fail', async () => (await import('./core/fail.ts')).fail),
  builtIn('core', 'group_by', async () => (await import('./core/group-by.ts')).groupBy),
  builtIn('core', 'include_vars', async () => (await import('./core/include-vars.ts')).includeVars),
  builtIn('core', 'pause', async () => (await import('./core/pause.ts')).pause),
  builtIn('core', 'ping', async () => (await import('./core/ping.ts')).ping),
  builtIn('core', 'script', async () => (await import('./core/script.ts')).script),
  builtIn('core', 'set_fact', async () => (await import('./core/set-fact.ts')).setFact),
  builtIn('core', 'shell', async () => (await import('./core/shell.ts')).shell),
  builtIn('host', 'apt', async () => (await import('./host/apt.ts')).apt),
  builtIn('host', 'blockinfile', async () => (await import('./host/blockinfile.ts')).blockinfile),
  builtIn('host', 'copy', async () => (await import('./host/copy.ts')).copy),
  builtIn('host', 'cron', async () => (await import('./host/cron.ts')).cron),
  builtIn('host', 'dnf', async () => (await import('./host/dnf.ts')).dnf, [
    'yum',
    'ansible.builtin.yum',
    'ansible.legacy.yum',
  ]),
  builtIn('host', 'fetch', async () => (await import('./host/fetch.ts')).fetch),
  builtIn('host', 'file', async () => (await import('./host/file.ts')).file),
  builtIn('host', 'find', async () => (await import('./host/find.ts')).find),
  builtIn('host', 'get_url', async () => (await import('./host/get-url.ts')).getUrl),
  builtIn('host', 'git', async () => (await import('./host/git.ts')).git),
  builtIn('host', 'group', async () => (await import('./host/group.ts')).group),
  builtIn('host', 'hostname', async () => (await import('./host/hostname.ts')).hostname),
  builtIn('host', 'known_hosts', async () => (await import('./host/known-hosts.ts')).knownHosts),
  builtIn('host', 'lineinfile', async () => (await import('./host/lineinfile.ts')).lineinfile),
  builtIn('host', 'package', async () => (await import('./host/package.ts')).packageModule),
  builtIn('host', 'package_facts', async () => (await import('./host/package-facts.ts')).packageFacts),
  builtIn('host', 'raw', async () => (await import('./host/raw.ts')).raw),
  builtIn('host', 'reboot', async () => (await import('./host/reboot.ts')).reboot),
  builtIn('host', 'replace', async () => (await import('./host/replace.ts')).replace),
  builtIn('host', 'service', async () => (await import('./host/service.ts')).service),
  builtIn('host', 'service_facts', async () => (await import('./host/service-facts.ts')).serviceFacts),
  builtIn('host', 'setup', async () => (await import('./host/setup.ts')).setup, [
    'gather_facts',
    'ansible.builtin.gather_facts',
  ]),
  builtIn('host', 'slurp', async () => (await import('./host/slurp.ts')).slurp),
  builtIn('host', 'stat', async () => (await import('./host/stat.ts')).stat),
  builtIn('host', 'systemd', async () => (await import('./host/systemd.ts')).systemd, [
    'systemd_service',
    'ansible.builtin.systemd_service',
    'ansible.legacy.systemd_service',
  ]),
  builtIn('host', 'tempfile', async () => (await import('./host/tempfile.ts')).tempfile),
  builtIn('host', 'template', async () => (await import('./host/template.ts')).template),
  builtIn('host', 'unarchive', async () => (await import('./host/unarchive.ts')).unarchive),
  builtIn('host', 'uri', async () => (await import('./host/uri.ts')).uri),
  builtIn('host', 'user', async () => (await import('./host/user.ts')).user),
  builtIn('host', 'wait_for', async () => (await import('./host/wait-for.ts')).waitFor),
  builtIn(
    'host',
    'wait_for_connection',
    async () => (await import('./host/wait-for-connection.ts')).waitForConnection,
  ),
  builtIn('host', 'apt_repository', async () => (await import('./host/apt-repository.ts')).aptRepository),
  builtIn('host', 'apt_key', async () => (await import('./host/apt-key.ts')).aptKey),
  builtIn(
    'host',
    'deb822_repository',
    async () => (await import('./host/deb822-repository.ts')).deb822Repository,
  ),
  builtIn('host', 'yum_repository', async () => (await import('./host/yum-repository.ts')).yumRepository),
  builtIn('host', 'rpm_key', async () => (await import('./host/rpm-key.ts')).rpmKey),
  builtIn('host', 'debconf', async () => (await import('./host/debconf.ts')).debconf),
  builtIn('host', 'pip', async () => (await import('./host/pip.ts')).pip),
  builtIn('host', 'getent', async () => (await import('./host/getent.ts')).getent),
];

/* In several lists: one alone has more types than the compiler works out in one statement. */
const fromPosix: readonly ModuleEntry[] = [
  collected(
    'ansible.posix',
    'authorized_key',
    async () => (await import('./host/authorized-key.ts')).authorizedKey,
  ),
  collected('ansible.posix', 'firewalld', async () => (await import('./host/firewalld.ts')).firewalld),
  collected('ansible.posix', 'sysctl', async () => (await import('./host/sysctl.ts')).sysctl),
  collected('ansible.posix', 'mount', async () => (await import('./host/mount.ts')).mount),
  collected('ansible.posix', 'selinux', async () => (await import('./host/selinux.ts')).selinux),
  collected('ansible.posix', 'seboolean', async () => (await import('./host/seboolean.ts')).seboolean),
];

const fromGeneral: readonly ModuleEntry[] = [
  collected('community.general', 'ini_file', async () => (await import('./host/ini-file.ts')).iniFile),
  collected(
    'community.general',
    'alternatives',
    async () => (await import('./host/alternatives.ts')).alternatives,
  ),
  collected('community.general', 'sefcontext', async () => (await import('./host/sefcontext.ts')).sefcontext),
  collected(
    'community.general',
    'redhat_subscription',
    async () => (await import('./host/redhat-subscription.ts')).redhatSubscription,
  ),
  collected('community.general', 'nmcli', async () => (await import('./host/nmcli.ts')).nmcli),
  collected('community.general', 'timezone', async () => (await import('./host/timezone.ts')).timezone),
  collected('community.general', 'modprobe', async () => (await import('./host/modprobe.ts')).modprobe),
  {
    name: 'host.hosts_entry',
    aliases: ['hosts_entry'],
    load: async () => (await import('./host/hosts-entry.ts')).hostsEntry,
  },
  {
    name: 'host.netplan',
    aliases: ['netplan'],
    load: async () => (await import('./host/netplan.ts')).netplan,
  },
  collected('community.general', 'apk', async () => (await import('./host/apk.ts')).apk),
  collected('community.general', 'ufw', async () => (await import('./host/ufw.ts')).ufw),
  collected('community.general', 'archive', async () => (await import('./host/archive.ts')).archive),
  collected('community.general', 'zypper', async () => (await import('./host/zypper.ts')).zypper),
];

const ofHooks: readonly ModuleEntry[] = [
  {
    name: 'hooks.begin_plan',
    aliases: [],
    load: async () => (await import('./hooks/begin-plan.ts')).beginPlanModule,
  },
  {
    name: 'hooks.end_plan',
    aliases: [],
    load: async () => (await import('./hooks/end-plan.ts')).endPlanModule,
  },
];

const ofAws: readonly ModuleEntry[] = [
  {
    name: 'aws.migration_iam',
    aliases: ['aws_migration_iam'],
    load: async () => (await import('./aws/iam/migration-iam.ts')).migrationIam,
  },
  {
    name: 'aws.quota',
    aliases: ['aws_quota'],
    load: async () => (await import('./aws/quota/quota.ts')).quota,
  },
  {
    name: 'aws.vpc_cleanup',
    aliases: ['vpc_cleanup'],
    load: async () => (await import('./aws/cleanup/vpc-cleanup.ts')).vpcCleanup,
  },
  {
    name: 'aws.vpc_discovery',
    aliases: ['vpc_discovery'],
    load: async () => (await import('./aws/discovery/vpc-discovery.ts')).vpcDiscovery,
  },
  {
    name: 'aws.vpc_revert_traffic',
    aliases: ['vpc_revert_traffic'],
    load: async () => (await import('./aws/switch/vpc-revert-traffic.ts')).vpcRevertTraffic,
  },
  {
    name: 'aws.vpc_status',
    aliases: ['vpc_status'],
    load: async () => (await import('./aws/switch/vpc-status.ts')).vpcStatus,
  },
  {
    name: 'aws.vpc_switch_traffic',
    aliases: ['vpc_switch_traffic'],
    load: async () => (await import('./aws/switch/vpc-switch-traffic.ts')).vpcSwitchTraffic,
  },
];

export const moduleEntries: readonly ModuleEntry[] = [
  ...builtIns,
  ...fromPosix,
  ...fromGeneral,
  ...ofHooks,
  ...ofAws,
  ...openstackModules,
];

/** Groups that `module_defaults` may name, as Ansible's collections call them, and the folder of their modules. */
const groupFolders: Readonly<Record<string, string>> = {
  'amazon.aws.aws': 'aws',
  'ansible.builtin.aws': 'aws',
  'ansible.builtin.k8s': 'kubevirt',
  'ansible.builtin.os': 'openstack',
  aws: 'aws',
  k8s: 'kubevirt',
  'kubernetes.core.k8s': 'kubevirt',
  'openstack.cloud.openstack': 'openstack',
  os: 'openstack',
  'os_migrate.os_migrate.os_migrate': 'openstack',
};

/** The registry of all modules that come with drover. */
export function createRegistry(entries: readonly ModuleEntry[] = moduleEntries): ModuleRegistry {
  const byName = new Map<string, ModuleEntry>();
  for (const entry of entries) for (const name of [entry.name, ...entry.aliases]) byName.set(name, entry);
  return {
    resolve: (name) => byName.get(name)?.name,
    load: (canonical) => {
      const entry = byName.get(canonical);
      return entry === undefined
        ? Promise.reject(new Error(`There is no module ${canonical}.`))
        : entry.load();
    },
    membersOf: (group) => {
      const folder = groupFolders[group];
      if (folder === undefined) return undefined;
      return entries.map((entry) => entry.name).filter((name) => name.startsWith(`${folder}.`));
    },
    names: entries.map((entry) => entry.name).sort(),
    allNames: [...byName.keys()].sort(),
  };
}
