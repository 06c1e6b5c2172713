import { isObject, type JsonObject } from '../../http/exchange.ts';
import { subports, trunkAttributes } from '../attributes/trunks.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwn } from '../policy/visible.ts';
import type { Port, Subport, Trunk } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { asInteger } from '../values/convert.ts';
import { pick, viewHistory } from './network.ts';
import { portKind, portNotFound } from './port.ts';

export interface TrunkInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly admin_state_up: boolean;
  readonly port_id: string;
  readonly sub_ports: readonly SubportInput[];
}

type SubportInput = Pick<Subport, 'port_id'> & Partial<Subport>;

export const trunkKind: Kind<Trunk, TrunkInput> = {
  member: 'trunk',
  collection: 'trunks',
  path: 'trunks',
  bulk: 'refused',
  extension: 'trunk',
  attributes: trunkAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.trunks,
  view: viewTrunk,
  isVisible: isOwn,
  notFound: (id) => refuse(404, 'TrunkNotFound', `Trunk ${id} could not be found.`),
  actions: {
    add_subports(row, body, context) {
      const more = subportsIn(body).map((each) => checkedSubport(each, context));
      return change(row, [...row.sub_ports, ...more], context);
    },
    remove_subports(row, body, context) {
      const gone = subportsIn(body).map((each) => each.port_id);
      const missing = gone.find((id) => !row.sub_ports.some((each) => each.port_id === id));
      if (missing !== undefined) {
        throw refuse(
          404,
          'SubPortNotFound',
          `SubPort on trunk ${row.id} with parent port ${missing} could not be found.`,
        );
      }
      return change(
        row,
        row.sub_ports.filter((each) => !gone.includes(each.port_id)),
        context,
      );
    },
  },

  create(values, context) {
    const parent = findPort(values.port_id, context);
    if (isInTrunk(parent, context) || parent.host_id !== '') {
      throw conflict(
        'ParentPortInUse',
        `Port ${parent.id} is currently in use and is not eligible for use as a parent port.`,
      );
    }
    return context.state.trunks.insert({
      ...newRow(context.state, values.tenant_id, 0, { description: values.description }),
      name: values.name,
      admin_state_up: values.admin_state_up,
      port_id: parent.id,
      status: 'DOWN',
      sub_ports: values.sub_ports.map((each) => checkedSubport(each, context)),
    });
  },

  update(row, values, { state }) {
    const changed = { ...row, ...pick(values, ['name', 'description', 'admin_state_up']) };
    return state.trunks.replace(touched(state, changed));
  },

  remove(row, { state }) {
    state.trunks.remove(row.id);
  },
};

function viewTrunk(row: Trunk): JsonObject {
  return {
    admin_state_up: row.admin_state_up,
    id: row.id,
    name: row.name,
    port_id: row.port_id,
    status: row.status,
    sub_ports: row.sub_ports,
    description: row.description,
    tenant_id: row.tenant_id,
    ...viewHistory(row),
  };
}

function findPort(id: string, context: Context): Port {
  const port = context.state.ports.get(id);
  if (!port || !(context.who.isAdmin || portKind.isVisible(port, context))) throw portNotFound(id);
  return port;
}

function isInTrunk(port: Port, { state }: Context): boolean {
  return state.trunks.count('parent', port.id) + state.trunks.count('child', port.id) > 0;
}

function checkedSubport(given: SubportInput, context: Context): Subport {
  const port = findPort(given.port_id, context);
  if (isInTrunk(port, context) || port.host_id !== '') {
    throw conflict(
      'PortInUse',
      `Port ${port.id} is currently in use and is not eligible for use as a subport.`,
    );
  }
  return {
    port_id: port.id,
    segmentation_type: given.segmentation_type ?? 'vlan',
    segmentation_id: asInteger(given.segmentation_id) ?? 0,
  };
}

function subportsIn(body: JsonObject): readonly SubportInput[] {
  const inside = isObject(body['trunk']) ? body['trunk'] : body;
  const wrong = subports(inside['sub_ports'] ?? null);
  if (wrong !== undefined) throw badRequest(`Invalid input for sub_ports. Reason: ${wrong}.`);
  // Boundary: the check above has seen what they are.
  return inside['sub_ports'] as readonly SubportInput[];
}

function change(row: Trunk, sub_ports: readonly Subport[], context: Context): JsonObject {
  const now = context.state.trunks.replace(touched(context.state, { ...row, sub_ports }));
  return trunkKind.view(now, context);
}
