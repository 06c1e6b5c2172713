import type { Body } from '../../api/session.types.ts';
import type { ExportRecord } from '../../files/record.ts';
import { canonicalAddress } from '../../kind/addresses.ts';
import { isSameField, wirePath, wireValue } from '../../kind/field.ts';
import type { Field, Preparation } from '../../kind/kind.ts';
import { bodiesAt, textOf } from '../../kind/wire.ts';
import { macIn } from '../../network/port-identity.ts';
import { settlePort } from '../../network/port-settings.ts';
import { bootsFromVolume } from '../../workload/migration-modes.ts';
import { matchPorts } from '../../workload/server/match-ports.ts';
import { reachableValues } from '../../workload/server/table-values.ts';
import { portToMake } from '../../workload/server/wanted-port.ts';
import type { MigrationParams, VolumeMigration, WantedPort } from '../../workload/workload.types.ts';
import { compared } from './compared.ts';
import { serverPort } from './port-record.ts';

/*
 * What a record asks for, beside what the destination has made of it. A list stands for what is asked for: one that is as
 * it is to be stands there as the destination has it, so that nothing differs.
 */

export interface Alike {
  readonly list: readonly Body[];
  /** In words what differs. */
  readonly notes: readonly string[];
}

/** The ports of a server that is there. Undefined where nobody has told what it has. */
export async function alikePorts(
  found: Body,
  wanted: readonly Body[],
  preparation: Preparation,
  params: MigrationParams,
): Promise<Alike | undefined> {
  if (!Array.isArray(found['ports'])) return undefined;
  const now = bodiesAt(found, 'ports');
  // Boundary: the codec of the table writes these.
  const asked = wanted as readonly WantedPort[];
  const groups = preparation.wanted.values.get('security_group_refs');
  const usual = Array.isArray(groups) ? groups.map(String) : null;
  const matched = matchPorts(now, asked);
  const fields = params.portCreationMode === 'nova' ? compared.portsOfNova : compared.ports;
  const pairs = await Promise.all(
    matched.map(async ({ body, place }): Promise<Pair> => {
      const one = place === undefined ? undefined : asked[place];
      if (one === undefined) return { have: body };
      const sent = portToMake(one, {
        params,
        wanted: { security_groups: usual, ports: asked, floating_ips: [], volumes: [] },
      });
      return { have: body, asked: await settled(sent, body, preparation) };
    }),
  );
  const places = new Set(matched.flatMap(({ place }) => place ?? []));
  const missing = asked.filter((_port, place) => !places.has(place));
  return alike(pairs, missing, fields, (port) => `port ${macIn(port) ?? ''}`);
}

async function settled(sent: Body, found: Body, { index, label, isAdmin }: Preparation): Promise<Body> {
  const reachable = await reachableValues(serverPort, sent, found, index);
  const { values } = await settlePort(serverPort, { index, wanted: reachable, found, label, isAdmin });
  return Object.fromEntries(
    serverPort.fields
      .filter(({ name }) => values.has(name))
      .map((field) => [wirePath(field)[0] ?? field.name, values.get(field.name)]),
  );
}

/** The floating IPs of a server that is there, by the addresses inside that they lead to. */
export function alikeFloatingIps(
  found: Body,
  wanted: readonly Body[],
  params: MigrationParams,
): Alike | undefined {
  if (params.floatingIpMode === 'skip' || !Array.isArray(found['floating_ips'])) return undefined;
  const left = [...bodiesAt(found, 'floating_ips')];
  const missing: Body[] = [];
  const pairs: Pair[] = [];
  const insideOf = (one: Body): string => canonicalAddress(textOf(one, 'fixed_ip_address') ?? '');
  for (const asked of wanted) {
    const place = params.keepFixedIp ? left.findIndex((one) => insideOf(one) === insideOf(asked)) : 0;
    const have = place === -1 ? undefined : left.splice(place, 1)[0];
    if (have === undefined) missing.push(asked);
    else pairs.push({ have, asked });
  }
  pairs.push(...left.map((have) => ({ have })));
  const order = bodiesAt(found, 'floating_ips');
  const inOrder = pairs.toSorted((one, other) => order.indexOf(one.have) - order.indexOf(other.have));
  const isCompared = ({ name }: Field): boolean =>
    (name !== 'floating_ip_address' || params.floatingIpMode === 'existing') &&
    (name !== 'fixed_ip_address' || params.keepFixedIp);
  return alike(
    inOrder,
    missing,
    compared.floatingIps.filter(isCompared),
    (one) => `floating IP ${textOf(one, 'floating_ip_address') ?? ''}`,
  );
}

/** The volumes of a server that is there, in their order. */
export function alikeVolumes(
  found: Body,
  wanted: readonly Body[],
  params: MigrationParams,
  record: ExportRecord,
): Alike | undefined {
  if (!params.dataCopy || !Array.isArray(found['volumes'])) return undefined;
  const all = bodiesAt(found, 'volumes');
  // The copy of a disk that was no volume at the source.
  const isFurther = (volume: Body): boolean =>
    params.bootDiskCopy && !bootsFromVolume(record) && volume['is_boot'] === true;
  const now = all.filter((volume) => !isFurther(volume));
  const pairs = now.map((have, place): Pair => {
    const asked = wanted[place];
    if (asked === undefined) return { have };
    return { have, asked: have['is_unseen'] === true ? {} : asVolume(asked, params) };
  });
  const further = all.filter(isFurther).map((have): Pair => ({ have, asked: {} }));
  return alike(
    [...further, ...pairs],
    wanted.slice(now.length),
    compared.volumes,
    (one) => `volume ${textOf(one, 'name') ?? ''}`,
  );
}

/** One that was given by its id is what it is, and what is said of new boot volumes goes before their records. */
function asVolume(asked: Body, { bootVolumeParams }: MigrationParams): Body {
  const { migration, ...volume } = asked;
  // Boundary: the codec of the table writes it.
  if ((migration as VolumeMigration | undefined)?.dataCopy === false) return {};
  return volume['is_boot'] === true && bootVolumeParams.volumeType !== undefined
    ? { ...volume, volume_type: bootVolumeParams.volumeType }
    : volume;
}

interface Pair {
  readonly have: Body;
  /** Undefined: nobody asked for it. */
  readonly asked?: Body;
}

function alike(
  pairs: readonly Pair[],
  missing: readonly Body[],
  fields: readonly Field[],
  called: (body: Body) => string,
): Alike {
  const list: Body[] = [];
  const notes: string[] = [];
  for (const { have, asked } of pairs) {
    if (asked === undefined) {
      notes.push(`It has ${called(have)}, of which the record says nothing.`);
      continue;
    }
    const other = fields.filter((field) => differs(field, asked, have));
    list.push(
      other.length === 0
        ? have
        : { ...have, ...Object.fromEntries(other.map((field) => [wireKey(field), wireValue(field, asked)])) },
    );
    if (other.length > 0)
      notes.push(`Of ${called(have)}, ${other.map(({ name }) => name).join(', ')} differ.`);
  }
  notes.push(...missing.map((one) => `It lacks ${called(one)}.`));
  return { list: [...list, ...missing], notes };
}

function differs(field: Field, asked: Body, have: Body): boolean {
  const [wanted, told] = [wireValue(field, asked), wireValue(field, have)];
  return wanted !== undefined && told !== undefined && !isSameField(field, wanted, told);
}

function wireKey(field: Field): string {
  return wirePath(field)[0] ?? field.name;
}
