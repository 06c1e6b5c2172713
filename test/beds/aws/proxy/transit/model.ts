/**
 * Transit gateways of a region, of all accounts: moto keeps them apart by account, with one association a table and one
 * propagation an attachment, so the bed keeps them itself.
 */
import { Refusal } from '../answers.ts';
import type { Call } from '../mend.types.ts';
import { stateNow, type Passing, type Tags } from '../parameters.ts';

export interface Gateway {
  readonly id: string;
  readonly owner: string;
  readonly region: string;
  readonly created: string;
  readonly description: string;
  readonly options: Record<string, string>;
  readonly tags: Tags;
  state: Passing;
}

export interface Table {
  readonly id: string;
  readonly gateway: Gateway;
  readonly created: string;
  readonly isDefault: boolean;
  readonly tags: Tags;
  /** By attachment. */
  readonly associations: Set<string>;
  readonly propagations: Set<string>;
  /** Static ones, by destination; without an attachment: a blackhole. */
  readonly routes: Map<string, string | undefined>;
  /** By prefix list. */
  readonly references: Map<string, string | undefined>;
  isDeleted: boolean;
}

export interface Attachment {
  readonly id: string;
  readonly gateway: Gateway;
  readonly owner: string;
  readonly resourceType: 'vpc' | 'vpn' | 'direct-connect-gateway' | 'peering';
  readonly resource: string;
  readonly created: string;
  readonly options: Record<string, string>;
  readonly tags: Tags;
  subnets: readonly string[];
  state: Passing;
}

export interface Transit {
  readonly gateways: Map<string, Gateway>;
  readonly tables: Map<string, Table>;
  readonly attachments: Map<string, Attachment>;
}

export function transitOf(call: Call): Transit {
  return call.stateOf('*', call.request.region, 'transit', () => ({
    gateways: new Map(),
    tables: new Map(),
    attachments: new Map(),
  }));
}

/** Transit gateways are shared with every account of the bed, as by a share of an organization. */
export function gatewayIn(call: Call, id: string): Gateway {
  const found = transitOf(call).gateways.get(id);
  if (found !== undefined && stateNow(found.state) !== 'deleted') return found;
  throw new Refusal(
    'InvalidTransitGatewayID.NotFound',
    `Transit Gateway ${id} was deleted or does not exist.`,
  );
}

/** A table of the caller's: who a transit gateway is shared with does not see its tables. */
export function tableIn(call: Call, id: string): Table {
  const found = transitOf(call).tables.get(id);
  if (found !== undefined && !found.isDeleted && found.gateway.owner === call.account) return found;
  throw new Refusal(
    'InvalidRouteTableID.NotFound',
    `Transit Gateway Route Table ${id} was deleted or does not exist.`,
  );
}

export function attachmentIn(call: Call, id: string): Attachment {
  const found = transitOf(call).attachments.get(id);
  if (found !== undefined && isSeenBy(call, found) && stateNow(found.state) !== 'deleted') return found;
  throw new Refusal(
    'InvalidTransitGatewayAttachmentID.NotFound',
    `Transit Gateway Attachment ${id} was deleted or does not exist.`,
  );
}

export function isSeenBy({ account }: Call, { owner, gateway }: Attachment): boolean {
  return account === owner || account === gateway.owner;
}

export function isUsable({ state }: Attachment): boolean {
  return stateNow(state) === 'available';
}

/** The table that an attachment is associated with. */
export function associatedTable(call: Call, attachment: string): Table | undefined {
  return [...transitOf(call).tables.values()].find(({ associations }) => associations.has(attachment));
}
