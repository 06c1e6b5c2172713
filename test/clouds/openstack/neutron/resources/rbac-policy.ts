import { rbacPolicyAttributes, SHARED_KINDS } from '../attributes/rbac-policies.ts';
import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { Kind, OwnedRow } from '../kind.ts';
import { isOwn } from '../policy/visible.ts';
import type { RbacPolicy } from '../rows.ts';
import { touched } from '../standard-row.ts';
import { pythonRepr } from '../values/python.ts';

export interface RbacPolicyInput {
  readonly tenant_id: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly target_tenant: string;
  readonly action: string;
}

export const rbacPolicyKind: Kind<RbacPolicy, RbacPolicyInput> = {
  member: 'rbac_policy',
  collection: 'rbac_policies',
  path: 'rbac-policies',
  bulk: 'unknown',
  extension: 'rbac-policies',
  attributes: rbacPolicyAttributes,
  hasQuota: true,
  table: (state) => state.rbacPolicies,
  view: (row) => ({ ...row, project_id: row.tenant_id }),
  isVisible: isOwn,
  notFound: (id) => refuse(404, 'RbacPolicyNotFound', `RBAC policy of type None with ID ${id} not found`),

  create(values, context) {
    const { state } = context;
    const { object_type, object_id, target_tenant, action, tenant_id } = values;
    const actions = SHARED_KINDS[object_type]!;
    if (!actions.includes(action)) {
      const valid =
        actions.length > 1 ? `(${actions.map(pythonRepr).join(', ')})` : `(${pythonRepr(actions[0])},)`;
      throw invalidInput(
        `Invalid action '${action}' for object type '${object_type}'. Valid actions: ${valid}`,
        'InvalidActionForType',
      );
    }
    const object = objectOf(object_type, object_id, context);
    if (!object || !(context.who.isAdmin || object.tenant_id === context.who.projectId)) {
      throw invalidInput(`${object_type} ${object_id} could not be found`);
    }
    refuseDouble(values, context);
    touchObject(values, context);
    setExternalFlag(values, true, context);
    return state.rbacPolicies.insert({
      id: state.ids.uuid(),
      tenant_id,
      object_type,
      object_id,
      target_tenant,
      action,
    });
  },

  update(row, values, { state }) {
    return state.rbacPolicies.replace({
      ...row,
      ...(values.target_tenant === undefined ? {} : { target_tenant: values.target_tenant }),
    });
  },

  remove(row, context) {
    refuseIfUsed(row, context);
    context.state.rbacPolicies.remove(row.id);
    touchObject(row, context);
    const isLast = !context.state.rbacPolicies
      .by('object', row.object_id)
      .some((policy) => policy.action === row.action);
    if (isLast) setExternalFlag(row, false, context);
  },
};

function objectOf(type: string, id: string, { state }: Context): OwnedRow | undefined {
  const tables: Readonly<Record<string, { get(id: string): OwnedRow | undefined }>> = {
    network: state.networks,
    qos_policy: state.qosPolicies,
    security_group: state.securityGroups,
    address_scope: state.addressScopes,
    address_group: state.addressGroups,
    subnetpool: state.subnetPools,
  };
  return tables[type]?.get(id);
}

function refuseDouble(values: RbacPolicyInput, { state }: Context): void {
  const isThere = state.rbacPolicies
    .by('object', values.object_id)
    .some((row) => row.action === values.action && row.target_tenant === values.target_tenant);
  if (isThere) throw conflict('DuplicateRbacPolicy', 'An RBAC policy already exists with those values.');
}

/** A network counts who it is shared with among its changes. */
function touchObject({ object_type, object_id }: RbacPolicyInput, { state }: Context): void {
  const network = object_type === 'network' ? state.networks.get(object_id) : undefined;
  if (network) state.networks.replace(touched(state, network));
}

function setExternalFlag(
  { action, object_id }: RbacPolicyInput,
  external: boolean,
  { state }: Context,
): void {
  const network = action === 'access_as_external' ? state.networks.get(object_id) : undefined;
  if (network) state.networks.replace({ ...network, external });
}

/** What others use because of the policy stays shared. */
function refuseIfUsed(row: RbacPolicy, { state }: Context): void {
  const isFor = (tenant: string): boolean =>
    tenant !== row.tenant_id && (row.target_tenant === '*' || row.target_tenant === tenant);
  const users =
    row.object_type === 'network' && row.action === 'access_as_shared'
      ? state.ports
          .by('network', row.object_id)
          .filter((port) => isFor(port.tenant_id) && port.tenant_id !== '')
      : row.object_type === 'security_group'
        ? state.ports.by('group', row.object_id).filter((port) => isFor(port.tenant_id))
        : [];
  if (users.length === 0) return;
  throw conflict(
    'RbacPolicyInUse',
    `RBAC policy on object ${row.object_id} cannot be removed because other objects depend on it.`,
  );
}
