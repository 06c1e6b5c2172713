import type { Body } from '../../api/session.types.ts';
import { createBody } from '../../kind/bodies.ts';
import { differences } from '../../kind/compare.ts';
import { idOf, isBody, bodiesAt, textOf } from '../../kind/wire.ts';
import { createOne } from '../../kind/write.ts';
import { ports, trunks } from '../../network/collections.ts';
import { trunk as trunkKind } from '../../network/trunk.ts';
import type { WantedPort } from '../workload.types.ts';
import type { ServerRequest } from './server-request.ts';
import { setTags } from './set-tags.ts';
import { reachableValues } from './table-values.ts';

/**
 * The trunk of a port, which has to be there before a server takes the port. One that is there already stays, and what
 * differs is told.
 */
export async function makeTrunk(
  parent: Body,
  { trunk }: WantedPort,
  label: string,
  { writer, warn }: ServerRequest,
): Promise<void> {
  if (!isBody(trunk)) return;
  const { index } = writer;
  if (!(await index.session.extensions('network')).has('trunk')) {
    warn(`${label}: its trunk is left out: ${index.session.label} does not have the extension "trunk".`);
    return;
  }
  const known = await index.load(ports);
  const asked = bodiesAt(trunk, 'sub_ports');
  const there = asked.filter((sub) => known.byId(textOf(sub, 'port_id') ?? '') !== undefined);
  if (there.length < asked.length)
    warn(
      `${label}: ${asked.length - there.length} of the ${asked.length} sub-ports of its trunk are left out, as ${index.session.label} does not have them. Import the ports, then the trunks: that adds them.`,
    );
  const body: Body = { ...trunk, port_id: idOf(parent), sub_ports: there };
  const listing = await index.load(trunks);
  const found = listing.all().find((one) => one['port_id'] === idOf(parent));
  const wanted = await reachableValues(trunkKind, body, found, index);
  if (found !== undefined) {
    const differing = differences(trunkKind, wanted.values, found).map(({ field }) => field.name);
    if (differing.length > 0)
      warn(
        `${label}: its trunk is there already, and differs in ${differing.join(', ')}: it stays as it is.`,
      );
    return;
  }
  for (const warning of wanted.warnings) warn(`${label}: trunk: ${warning}`);
  const made = await createOne(writer, trunks, createBody(trunkKind, wanted.values));
  await setTags(trunks, made, trunk['tags'], writer);
}
