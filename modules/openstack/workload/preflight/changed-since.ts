import type { Body } from '../../api/session.types.ts';
import { flavors } from '../../compute/collections.ts';
import { recordsIn } from '../../compute/server/nested.ts';
import type { ExportRecord } from '../../files/record.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, textOf } from '../../kind/wire.ts';
import { ports } from '../../network/collections.ts';
import { volumes } from '../../volume/collections.ts';

/**
 * In words where a server at the source is no longer what its record was made of: its flavor, its image, its volumes and
 * their sizes, its ports. What people edit (`params`) is not compared; what the export noted besides (`_info`, and the ids
 * of the records inside) is. A record that was written by hand says nothing, and nothing has changed then.
 */
export async function changedSince(
  record: ExportRecord,
  server: Body,
  source: IndexOfCloud,
): Promise<readonly string[]> {
  return [
    ...(await flavorChange(record, server, source)),
    ...imageChange(record, server),
    ...(await volumeChanges(record, server, source)),
    ...(await portChanges(record, server, source)),
  ];
}

async function flavorChange(
  { _info: info }: ExportRecord,
  { flavor }: Body,
  source: IndexOfCloud,
): Promise<readonly string[]> {
  const was = textOf(info, 'flavor_id');
  if (was === undefined || !isBody(flavor)) return [];
  const all = await source.load(flavors);
  const nameOf = (id: string): string => textOf(all.byId(id) ?? {}, 'name') ?? id;
  // From 2.47 on Nova tells the flavor's name in place of its id, and so do exports.
  const is = textOf(flavor, 'id');
  const name = textOf(flavor, 'original_name') ?? (is === undefined ? undefined : nameOf(is));
  if (name === undefined || is === was || name === nameOf(was)) return [];
  // Of a flavor that is gone an id says nothing.
  if (UUID.test(was) && all.byId(was) === undefined) return [];
  return [`its flavor was "${nameOf(was)}" and is "${name}"`];
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

function imageChange({ _info: info }: ExportRecord, { image_id: is = null }: Body): readonly string[] {
  const was = info['image_id'];
  if (was === undefined || was === is) return [];
  const shown = (id: unknown): string => (typeof id === 'string' ? id : 'none');
  return [`its image was ${shown(was)} and is ${shown(is)}`];
}

async function volumeChanges(
  record: ExportRecord,
  server: Body,
  source: IndexOfCloud,
): Promise<readonly string[]> {
  const told = recordsIn(record.params['volumes']).filter(({ _info: info }) => idOf(info) !== '');
  const attached = bodiesAt(server, 'os-extended-volumes:volumes_attached').map(idOf);
  const known = await source.load(volumes);
  const nameOf = (id: string): string => {
    const name = textOf(known.byId(id) ?? {}, 'name') ?? '';
    return name === '' ? id : `"${name}" (${id})`;
  };
  const noted = idsIn(record._info['volume_ids']);
  const before = new Set([...told.map(({ _info: info }) => idOf(info)), ...noted]);
  const isComplete = 'volumes' in record.params;
  return [
    ...told
      .map(({ _info: info }) => idOf(info))
      .filter((id) => !attached.includes(id))
      .map((id) => `volume ${nameOf(id)} is no longer attached`),
    ...attached
      .filter((id) => isComplete && !before.has(id))
      .map((id) => `volume ${nameOf(id)} was attached`),
    ...told.flatMap(({ _info: info }) => {
      const size = known.byId(idOf(info))?.['size'];
      const was = info['size'];
      if (typeof was !== 'number' || typeof size !== 'number' || was === size) return [];
      return [`volume ${nameOf(idOf(info))} had ${was} GiB and has ${size}`];
    }),
  ];
}

async function portChanges(
  record: ExportRecord,
  server: Body,
  source: IndexOfCloud,
): Promise<readonly string[]> {
  const told = recordsIn(record.params['ports'])
    .map(({ _info: info }) => idOf(info))
    .filter((id) => id !== '');
  if (told.length === 0) return [];
  const now = (await source.load(ports)).all().filter((port) => port['device_id'] === idOf(server));
  const shown = (id: string): string => {
    const port = now.find((one) => idOf(one) === id);
    const address = bodiesAt(port ?? {}, 'fixed_ips').flatMap((ip) => textOf(ip, 'ip_address') ?? [])[0];
    return address === undefined ? id : `${id} (${address})`;
  };
  const have = now.map(idOf);
  const noted = idsIn(record._info['port_ids']);
  return [
    ...told.filter((id) => !have.includes(id)).map((id) => `its port ${id} is gone`),
    // A port that was taken out of the record was noted all the same.
    ...have
      .filter((id) => noted.length > 0 && !noted.includes(id) && !told.includes(id))
      .map((id) => `it got the port ${shown(id)}`),
  ];
}

function idsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
