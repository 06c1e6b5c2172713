import { join } from 'node:path';
import type { VolumeSettings } from './cinder/state.ts';
import type { DiskFolders } from './disks/disk-files.ts';
import type { ImageSettings } from './glance/state.ts';
import type { Tls } from './http/listener.ts';
import type { IdentitySeed, ProjectSeed, UserSeed } from './keystone/seed.ts';
import { USUAL_EXTENSIONS } from './neutron/extensions.ts';
import { admin, anyone, nobody, owner, type Rule } from './neutron/policy/rules.ts';
import type { NetworkSettings } from './neutron/state.ts';
import { HIGHEST } from './nova/microversion.ts';
import type { Resource } from './nova/quota.ts';
import { usualConsole } from './nova/servers/console.ts';
import type { ComputeSettings } from './nova/state.ts';

/** Who a rule of the policy lets through. */
export type PolicyWord = 'admin' | 'owner' | 'anyone' | 'nobody';

export interface PublicNetwork {
  readonly name: string;
  /** An IPv4 prefix; the first address is the gateway. */
  readonly cidr: string;
}

/** How a loopback cloud differs from the usual one. */
export interface CloudOptions {
  /** RegionOne if not said. */
  readonly region?: string;
  /** More domains, by name. */
  readonly domains?: readonly string[];
  /** More projects; a text is a name in the domain Default. */
  readonly projects?: readonly (string | ProjectSeed)[];
  /** More users. */
  readonly users?: readonly UserSeed[];
  readonly roles?: readonly string[];
  /** Limits of Neutron by name, such as `network`; -1 is none. They hold for every project. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** Limits of Nova by name, such as `key_pairs`; -1 is none. They hold for every project. */
  readonly computeQuotas?: Readonly<Record<string, number>>;
  /** The highest version of Nova's API, as `2.53`; that of the Zed release if not said. */
  readonly computeVersion?: string;
  /**
   * How many requests, to whichever service, go by before a server is built, stopped or gone: the last of them sees it
   * so. 1 if not said: whoever looks finds it done.
   */
  readonly serverRequestsUntilDone?: number;
  /** Work on servers that fails or never ends: asked whenever something is about to be done. */
  readonly fateOf?: ComputeSettings['fateOf'];
  /** Which name a volume is to have at its server does not matter, as with libvirt: it gets the first that is free. */
  readonly ignoresDeviceNames?: boolean;
  /** What the console of a server shows; the words of Nova's fake hypervisor if not said. */
  readonly consoleOf?: ComputeSettings['consoleOf'];
  /** Limits of Cinder by name, such as `gigabytes` or `volumes_files`; -1 is none. They hold for every project. */
  readonly volumeQuotas?: Readonly<Record<string, number>>;
  /** Work on volumes and snapshots that fails or never ends: asked whenever something is about to be done. */
  readonly volumeFateOf?: VolumeSettings['fateOf'];
  /**
   * A folder for the bytes of volumes, snapshots and disks of servers: sparse files of their sizes. Without it, they
   * have none. It is made if it is not there, and stays when the cloud closes.
   */
  readonly dataDirectory?: string;
  /**
   * The folder of the volumes' backend; `volumes` in the data directory if not said. Clouds with the same one can hand
   * volumes to each other (unmanage and manage).
   */
  readonly volumeDirectory?: string;
  /** Aliases of Neutron's extensions that this cloud has not. */
  readonly withoutExtensions?: readonly string[];
  /** Types of services that the catalogue lacks. */
  readonly withoutServices?: readonly string[];
  /** The most items that Neutron gives in one answer; as many as there are if not said. */
  readonly pageLimit?: number;
  /** Rules of Neutron's policy, by name such as `create_network:shared`. */
  readonly policy?: Readonly<Record<string, PolicyWord>>;
  /** How long every answer takes, in milliseconds. */
  readonly latencyMs?: number;
  /** How long a token lives, in seconds; a day if not said. */
  readonly tokenLifetimeSeconds?: number;
  /** A clock, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** Serve TLS. */
  readonly https?: Tls;
  /** The external network that every project sees; none if null. */
  readonly publicNetwork?: PublicNetwork | null;
}

export interface CloudSettings {
  readonly region: string;
  readonly seed: IdentitySeed;
  readonly latencyMs: number;
  readonly tokenLifetimeMs: number;
  readonly now: () => number;
  readonly tls: Tls | undefined;
  readonly withoutServices: readonly string[];
  readonly publicNetwork: PublicNetwork | null;
  readonly network: Omit<NetworkSettings, 'ids' | 'now'>;
  readonly compute: Omit<ComputeSettings, 'ids' | 'now' | 'neighbours'>;
  readonly folders: DiskFolders | null;
  readonly image: Omit<ImageSettings, 'ids' | 'now'>;
  readonly volume: Omit<VolumeSettings, 'ids' | 'now' | 'findImage' | 'files' | 'imageStore'>;
}

/** As the test bed has them: no test reaches them by accident. */
const USUAL_QUOTAS: Readonly<Record<string, number>> = {
  network: 2000,
  subnet: 2000,
  subnetpool: -1,
  port: 10_000,
  router: 1000,
  floatingip: 1000,
  security_group: 2000,
  security_group_rule: 20_000,
  rbac_policy: 1000,
  trunk: -1,
};

/** As the test bed has them. */
const USUAL_COMPUTE_QUOTAS: Readonly<Record<Resource, number>> = {
  cores: 2000,
  fixed_ips: -1,
  floating_ips: -1,
  injected_file_content_bytes: 10_240,
  injected_file_path_bytes: 255,
  injected_files: 5,
  instances: 500,
  key_pairs: 500,
  metadata_items: 128,
  ram: 4_000_000,
  security_group_rules: -1,
  security_groups: -1,
  server_group_members: 10,
  server_groups: 100,
};

const USUAL_VOLUME_QUOTAS: Readonly<Record<string, number>> = {
  volumes: 500,
  per_volume_gigabytes: -1,
  snapshots: 500,
  gigabytes: 50_000,
  backups: 10,
  backup_gigabytes: 1000,
  groups: 10,
};

const RULES: Readonly<Record<PolicyWord, Rule>> = { admin, owner, anyone, nobody };

/** The options with everything that they leave out. */
export function settingsOf(options: CloudOptions): CloudSettings {
  const without = new Set(options.withoutExtensions ?? []);
  refuseUnknownExtensions(without);
  refuseUnknownQuotas(Object.keys(options.computeQuotas ?? {}));
  return {
    region: options.region ?? 'RegionOne',
    seed: {
      domains: options.domains ?? [],
      projects: (options.projects ?? []).map((each) => (typeof each === 'string' ? { name: each } : each)),
      users: options.users ?? [],
      roles: options.roles ?? [],
    },
    latencyMs: options.latencyMs ?? 0,
    tokenLifetimeMs: (options.tokenLifetimeSeconds ?? 86_400) * 1000,
    now: options.now ?? Date.now,
    tls: options.https,
    withoutServices: options.withoutServices ?? [],
    publicNetwork:
      options.publicNetwork === undefined ? { name: 'public', cidr: '172.24.4.0/24' } : options.publicNetwork,
    network: {
      extensions: new Set(USUAL_EXTENSIONS.filter((alias) => !without.has(alias))),
      quotas: { ...USUAL_QUOTAS, ...options.quotas },
      pageLimit: options.pageLimit ?? 0,
      policy: Object.fromEntries(
        Object.entries(options.policy ?? {}).map(([name, word]) => [name, RULES[word]]),
      ),
      dnsDomain: 'loopback.example.',
      identityPath: '/v3',
    },
    volume: {
      quotas: { ...USUAL_VOLUME_QUOTAS, ...options.volumeQuotas },
      pageLimit: 1000,
      defaultType: 'files',
      zones: ['nova'],
      requestsUntilDone: 2,
      fateOf: options.volumeFateOf ?? (() => undefined),
      identityPath: '/v3',
    },
    folders: foldersOf(options),
    // Glance's own defaults.
    image: {
      pageSize: 25,
      pageLimit: 1000,
      most: { properties: 128, tags: 128, members: 128 },
      identityPath: '/v3',
    },
    compute: {
      highest: highestOf(options.computeVersion),
      quotas: { ...USUAL_COMPUTE_QUOTAS, ...options.computeQuotas },
      pageLimit: 1000,
      requestsUntilDone: options.serverRequestsUntilDone ?? 1,
      fateOf: options.fateOf ?? (() => undefined),
      ignoresDeviceNames: options.ignoresDeviceNames ?? false,
      consoleOf: options.consoleOf ?? usualConsole,
      identityPath: '/v3',
    },
  };
}

function foldersOf({ dataDirectory, volumeDirectory }: CloudOptions): DiskFolders | null {
  if (dataDirectory !== undefined)
    return { dataDirectory, volumeDirectory: volumeDirectory ?? join(dataDirectory, 'volumes') };
  if (volumeDirectory === undefined) return null;
  throw new Error('A cloud with a volumeDirectory needs a dataDirectory.');
}

function highestOf(version: string | undefined): number {
  if (version === undefined) return HIGHEST;
  const minor = Number(/^2\.(\d+)$/.exec(version)?.[1] ?? 0);
  if (minor < 1 || minor > HIGHEST)
    throw new Error(`Nova's API has no version ${version} up to 2.${HIGHEST}.`);
  return minor;
}

/** A misspelt alias would leave the cloud as it is and a test without its subject. */
function refuseUnknownExtensions(aliases: ReadonlySet<string>): void {
  const unknown = [...aliases].filter((alias) => !USUAL_EXTENSIONS.includes(alias));
  if (unknown.length > 0) throw new Error(`There are no extensions ${unknown.join(', ')} to leave out.`);
}

function refuseUnknownQuotas(names: readonly string[]): void {
  const unknown = names.filter((name) => !Object.hasOwn(USUAL_COMPUTE_QUOTAS, name));
  if (unknown.length > 0) throw new Error(`Nova has no quotas ${unknown.join(', ')} to set.`);
}
