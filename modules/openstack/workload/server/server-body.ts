import type { Body } from '../../api/session.types.ts';
import { blockDevices } from './block-devices.ts';
import { networksForNova, networksOfPorts } from './server-networks.ts';
import { speaks } from './new-servers.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';

/** From which microversions on `POST /servers` takes what (the compute API reference, "Create server"). */
const SINCE = {
  description: '2.19',
  networksAreNeeded: '2.37',
  deviceTags: '2.42',
  tags: '2.52',
  hostname: '2.90',
} as const;

/** The body of `POST /servers`, with what this cloud's Nova takes; the rest is told. */
export async function serverBody(request: ServerRequest, ports: readonly ServerPort[]): Promise<Body> {
  const { wanted, disks, writer, warn } = request;
  const { index } = writer;
  const can = Object.fromEntries(
    await Promise.all(
      Object.entries(SINCE).map(async ([what, version]) => [what, await speaks(index, version)] as const),
    ),
  );
  const lacks = (what: keyof typeof SINCE, value: unknown, words: string): boolean => {
    if (value === null || value === undefined || value === '') return true;
    if (Array.isArray(value) && value.length === 0) return true;
    if (can[what] === true) return false;
    warn(`${words} left out: ${index.session.label} does not speak microversion ${SINCE[what]}.`);
    return true;
  };
  const withTags = !lacks('deviceTags', deviceTags(request), 'tags of devices are');
  const image = disks.flatMap(({ from, bootIndex }) =>
    bootIndex === 0 && 'image' in from ? [from.image] : [],
  );
  const [imageRef] = image;
  const server: Body = {
    name: wanted.name,
    flavorRef: wanted.flavor_id,
    // Nova wants the image beside the disks, too.
    ...(imageRef === undefined ? {} : { imageRef }),
    ...(lacks('description', wanted.description, 'its description is')
      ? {}
      : { description: wanted.description }),
    ...(lacks('tags', wanted.tags, 'its tags are') ? {} : { tags: wanted.tags }),
    ...(lacks('hostname', wanted.hostname, 'its host name is') ? {} : { hostname: wanted.hostname }),
    ...plainValues(request),
    block_device_mapping_v2: blockDevices(disks, withTags),
    ...networks(request, ports, withTags, can['networksAreNeeded'] === true),
    ...securityGroups(request),
  };
  return { server, ...hints(request) };
}

function plainValues({ wanted }: ServerRequest): Body {
  const { key_name, availability_zone, metadata, user_data, config_drive, disk_config } = wanted;
  const values = {
    key_name,
    availability_zone,
    metadata:
      metadata === null || metadata === undefined || Object.keys(metadata).length === 0 ? null : metadata,
    user_data,
    config_drive: config_drive === true ? true : null,
    'OS-DCF:diskConfig': disk_config,
    accessIPv4: wanted['accessIPv4'],
    accessIPv6: wanted['accessIPv6'],
  };
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}

function networks(
  request: ServerRequest,
  ports: readonly ServerPort[],
  withTags: boolean,
  areNeeded: boolean,
): Body {
  const { wanted, params } = request;
  if (wanted.ports.length === 0) return areNeeded ? { networks: 'none' } : {};
  return {
    networks:
      params.portCreationMode === 'nova'
        ? networksForNova(request, withTags)
        : networksOfPorts(ports, wanted.ports, withTags),
  };
}

/** Nova puts its own ports into them, and passes over those of ports that are there. */
function securityGroups({ wanted, params }: ServerRequest): Body {
  if (params.portCreationMode !== 'nova') return {};
  const ofPorts = wanted.ports.flatMap((port) => {
    const groups: unknown = port['security_groups'];
    return Array.isArray(groups) ? groups.map(String) : [];
  });
  const all = new Set([...(wanted.security_groups ?? []), ...ofPorts]);
  return all.size === 0 ? {} : { security_groups: [...all].map((name) => ({ name })) };
}

function hints({ wanted }: ServerRequest): Body {
  const group = wanted.server_group_id;
  const all = { ...wanted.scheduler_hints, ...(typeof group === 'string' && group !== '' ? { group } : {}) };
  return Object.keys(all).length === 0 ? {} : { 'os:scheduler_hints': all };
}

function deviceTags({ wanted, disks }: ServerRequest): readonly string[] {
  return [...wanted.ports.map(({ tag }) => tag), ...disks.map(({ tag }) => tag)].filter(
    (tag) => typeof tag === 'string',
  );
}
