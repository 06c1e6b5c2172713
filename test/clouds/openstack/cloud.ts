import { seedVolumes } from './cinder/seed.ts';
import { createVolumeService } from './cinder/service.ts';
import { createVolumeState, type VolumeState } from './cinder/state.ts';
import { createCallLog, type Calls } from './http/calls.ts';
import type { CloudService } from './http/exchange.ts';
import { createFaults, type Faults } from './http/faults.ts';
import { listen } from './http/listener.ts';
import { openDiskFiles } from './disks/disk-files.ts';
import { seedImages } from './glance/seed.ts';
import { createImageService } from './glance/service.ts';
import { createImageState, type ImageState } from './glance/state.ts';
import { createIdentityService } from './keystone/service.ts';
import { projectNamed, seedIdentity, USUAL_SEED } from './keystone/seed.ts';
import type { Caller } from './keystone/rows.ts';
import { createIdentityState, type IdentityState } from './keystone/state.ts';
import { issueToken, verifyToken } from './keystone/tokens.ts';
import { listServices } from './list-services.ts';
import { isAllowed } from './keystone/policy.ts';
import { createNetworkService } from './neutron/service.ts';
import { createNetworkState, type NetworkState } from './neutron/state.ts';
import { seedCompute } from './nova/seed.ts';
import { createComputeService } from './nova/service.ts';
import { createComputeState, type ComputeState } from './nova/state.ts';
import { settingsOf, type CloudOptions } from './options.ts';
import { makePublicNetwork } from './public-network.ts';
import { imageFinder, imageStoreOf } from './source-images.ts';
import { createFates, type Fates } from './store/fates.ts';
import { randomIds } from './store/ids.ts';
import { createTenant, type Tenant } from './tenant.ts';

export type { CloudOptions } from './options.ts';
export type { Call, Calls } from './http/calls.ts';
export type { Fault, FaultMatch, Faults } from './http/faults.ts';
export type { FateRule, Fates } from './store/fates.ts';
export type { Tenant } from './tenant.ts';

/** What a client needs to log in: as OS-Migrate has it in `os_migrate_src_auth`. */
export interface AuthDictionary {
  readonly auth_url: string;
  readonly username: string;
  readonly password: string;
  readonly project_name: string;
  readonly user_domain_name: string;
  readonly project_domain_name: string;
}

/** An OpenStack in this process. */
export interface LoopbackCloud {
  /** The address of its Keystone: `http://127.0.0.1:40123/v3`. */
  readonly url: string;
  readonly region: string;
  /** The calls since the start, or since `resetCalls`. */
  readonly calls: Calls;
  readonly resetCalls: () => void;
  readonly faults: Faults;
  /** Work that goes on after an answer, and that shall fail or never end. */
  readonly fates: Fates;
  /** The credentials of a user in a project. Throws if there is no such user or project. */
  readonly auth: (userName: string, projectName: string) => AuthDictionary;
  /** Somebody who works with the cloud from inside: the same code paths as over HTTP, without calls and faults. */
  readonly tenant: (userName: string, projectName: string) => Tenant;
  /** The id of a project, by its name or `domain/name`. */
  readonly projectId: (name: string) => string;
  /** Everything as it is now; the function puts it back. */
  readonly snapshot: () => () => void;
  /** Ends every token, as an operator would after an incident. */
  readonly expireTokens: () => void;
  /** What the services keep, for those who want to look or to break something. */
  readonly state: {
    readonly identity: IdentityState;
    readonly network: NetworkState;
    readonly image: ImageState;
    readonly volume: VolumeState;
    readonly compute: ComputeState;
  };
  readonly close: () => Promise<void>;
}

/**
 * Starts a cloud on a free port of 127.0.0.1: Keystone v3, Neutron v2.0, Glance v2, Cinder v3 and Nova v2.1 with the
 * people, projects, flavors, volume types and the external network of the test bed. It keeps what it is told, refuses what a real one refuses,
 * and counts its calls.
 */
export async function startOpenStackCloud(options: CloudOptions = {}): Promise<LoopbackCloud> {
  const settings = settingsOf(options);
  const fates = createFates();
  const ids = randomIds();
  const identity = createIdentityState({ ids, now: settings.now, tokenLifetimeMs: settings.tokenLifetimeMs });
  seedIdentity(identity, USUAL_SEED);
  seedIdentity(identity, settings.seed);
  const network = createNetworkState({ ...settings.network, ids, now: settings.now });
  const image = createImageState({ ...settings.image, ids, now: settings.now });
  seedImages(image, projectNamed(identity, 'admin').id);
  const verify = (token: string | undefined): Caller | undefined => verifyToken(identity, token);
  const volume = createVolumeState({
    ...settings.volume,
    fateOf: (work, row) => settings.volume.fateOf(work, row) ?? fates.take('volume', work, row),
    ids,
    now: settings.now,
    findImage: imageFinder(image),
    files: settings.folders && openDiskFiles(settings.folders),
    imageStore: imageStoreOf(image),
  });
  seedVolumes(volume);
  const compute = createComputeState({
    ...settings.compute,
    fateOf: (work, server) => settings.compute.fateOf(work, server) ?? fates.take('compute', work, server),
    ids,
    now: settings.now,
    neighbours: { network, image, volume },
  });
  seedCompute(compute);
  const services: CloudService[] = [
    createIdentityService(identity),
    createNetworkService(network, verify),
    createImageService(image, verify),
    createVolumeService(volume, verify),
    createComputeService(compute, {
      verify,
      isUnknownProject: (caller, id) =>
        !identity.projects.get(id) && !identity.domains.get(id) && isAllowed('get_project', caller),
    }),
  ].map((service) => ({
    ...service,
    answer(request) {
      // Nova works on while others are asked: a volume that it attaches is looked at in Cinder.
      compute.later.tick();
      return service.answer(request);
    },
  }));
  listServices(identity, services, settings);
  const log = createCallLog();
  const faults = createFaults();
  const expireTokens = (): void => {
    for (const token of identity.tokens.all()) identity.tokens.remove(token.id);
  };
  const listener = await listen({
    services,
    calls: log,
    faults,
    latencyMs: settings.latencyMs,
    tls: settings.tls,
    expireToken: (token) => {
      identity.tokens.remove(token);
    },
  });
  const cloud: LoopbackCloud = {
    url: `${listener.origin}/v3`,
    region: settings.region,
    calls: log.calls,
    resetCalls: log.reset,
    faults,
    fates,
    auth: (userName, projectName) => authOf(identity, `${listener.origin}/v3`, userName, projectName),
    tenant(userName, projectName) {
      const user = userNamed(identity, userName);
      const project = projectNamed(identity, projectName);
      let last: string | undefined;
      const token = (): string => {
        if (verifyToken(identity, last)) return last!;
        const scope = { kind: 'project', id: project.id } as const;
        last = issueToken(identity, { methods: ['password'], userId: user.id, scope }).id;
        return last;
      };
      return createTenant(services, listener.origin, project.id, token);
    },
    projectId: (name) => projectNamed(identity, name).id,
    snapshot() {
      const restores = services.map((service) => service.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
    expireTokens,
    state: { identity, network, image, volume, compute },
    close: listener.close,
  };
  if (settings.publicNetwork)
    makePublicNetwork(cloud.tenant('admin', 'admin'), settings.publicNetwork, network.extensions);
  return cloud;
}

function userNamed(identity: IdentityState, name: string) {
  const [user] = identity.users.by('name', name);
  if (!user) throw new Error(`This cloud has no user '${name}'.`);
  return user;
}

function authOf(identity: IdentityState, url: string, userName: string, projectName: string): AuthDictionary {
  const user = userNamed(identity, userName);
  const project = projectNamed(identity, projectName);
  const domainName = (id: string): string => identity.domains.get(id)?.name ?? id;
  return {
    auth_url: url,
    username: user.name,
    password: user.password,
    project_name: project.name,
    user_domain_name: domainName(user.domain_id),
    project_domain_name: domainName(project.domain_id),
  };
}
