import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';
import type { Codec } from '../kind/codec.ts';
import { reference } from '../kind/codecs.ts';
import { itemOf, type Collection } from '../kind/collection.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Field, type Preparation } from '../kind/kind.ts';
import { readList, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import { nameIn } from '../kind/labels.ts';
import { isPlanned, plannedId } from '../kind/planned-id.ts';
import { referenceSchema } from '../kind/schemas.ts';
import { isBody, projectOf, textOf } from '../kind/wire.ts';
import {
  addressGroups,
  addressScopes,
  networks,
  qosPolicies,
  rbacPolicies,
  securityGroups,
  subnetPools,
} from './collections.ts';

/** Stands for all projects. */
export const EVERYBODY = '*';

interface Shareable {
  /** What Neutron calls the type of such objects. */
  readonly type: string;
  readonly field: string;
  readonly collection: Collection;
  /** The extension without which they cannot be shared. */
  readonly extension: string;
}

/** What can be shared, in the order of the fields. */
export const SHAREABLE: readonly Shareable[] = [
  { type: 'network', field: 'network_ref', collection: networks, extension: 'rbac-policies' },
  { type: 'qos_policy', field: 'qos_policy_ref', collection: qosPolicies, extension: 'rbac-policies' },
  {
    type: 'security_group',
    field: 'security_group_ref',
    collection: securityGroups,
    extension: 'rbac-security-groups',
  },
  {
    type: 'address_scope',
    field: 'address_scope_ref',
    collection: addressScopes,
    extension: 'rbac-address-scope',
  },
  { type: 'subnetpool', field: 'subnet_pool_ref', collection: subnetPools, extension: 'rbac-subnetpool' },
  {
    type: 'address_group',
    field: 'address_group_ref',
    collection: addressGroups,
    extension: 'rbac-address-group',
  },
];

/** The id of a project or `*` on the wire; a reference or `*` in the file. */
const target: Codec = {
  refersTo: [projects],
  read: (wire, names) => (wire === EVERYBODY ? Promise.resolve(wire) : reference(projects).read(wire, names)),
  // Who may not list projects can write an id, which nothing can be said about.
  write: async (value, ids) =>
    value === EVERYBODY ? value : ((await ids.find(projects, value)) ?? nameIn(value)),
  references: (value) => (isBody(value) ? [{ collection: projects, reference: value, path: [] }] : []),
};

/**
 * RBAC policies: what of a project others may use, too. Each refers to its object by the field of its type. Those that
 * Neutron makes by itself of what is shared or external are records like others: an import finds them. Rules of the
 * fields: Neutron's API reference, "RBAC policies", and its default policies.
 */
export const rbacPolicy = defineKind({
  collection: rbacPolicies,
  type: 'openstack.network.RBACPolicy',
  file: 'rbac_policies.yml',
  plural: 'rbac_policies',
  about: 'That another project, or all, may use a thing of this one.',
  scopedToProject: true,
  keys: keysOf,
  bringIn: bringInOwn,
  label: (params) => `RBAC policy ${said(params)}`,
  identity: said,
  roles: {
    filtered: '_info.id',
    label:
      '{{ item.params.action }} {{ item.params.target_project_ref.name | default(item.params.target_project_ref) }}',
  },
  fields: [
    ...SHAREABLE.map(({ type, field, collection, extension }): Field => ({
      name: field,
      wire: `${type}_id`,
      set: 'create',
      extra: true,
      identifies: true,
      extension,
      codec: reference(collection),
      schema: referenceSchema(`The ${collection.title} that is shared. A policy has one such reference.`),
    })),
    {
      name: 'action',
      set: 'create',
      identifies: true,
      schema: {
        type: 'string',
        enum: ['access_as_shared', 'access_as_external'],
        description: 'access_as_external: routers may have their gateways in the network.',
      },
    },
    {
      name: 'target_project_ref',
      wire: 'target_tenant',
      set: 'create',
      identifies: true,
      codec: target,
      schema: {
        description: "Whom it is for: a project, or '*' for all, which takes an administrator.",
        anyOf: [
          { type: 'string', enum: [EVERYBODY], description: 'All projects.' },
          referenceSchema('A project.'),
        ],
      },
    },
  ],
  info: [
    { name: 'id' },
    { name: 'object_id' },
    { name: 'object_type' },
    { name: 'project_id' },
    { name: 'target_project_id', wire: 'target_tenant' },
  ],
  behaviour: { prepare, createBody },
});

/** Neutron has one policy for an object, an action and a target. */
function keysOf(body: Body): readonly string[] {
  const object = SHAREABLE.map(({ type }) => textOf(body, `${type}_id`) ?? '').join(' ');
  return [`${object} ${String(body['action'])} ${String(body['target_tenant'])}`];
}

/** Neutron makes the policies for all of what is made shared or external. */
async function bringInOwn(wanted: Body, index: IndexOfCloud): Promise<void> {
  const { target_tenant: target, action } = wanted;
  const object = SHAREABLE.find(({ type }) => typeof wanted[`${type}_id`] === 'string');
  if (target !== EVERYBODY || object === undefined) return;
  const id = String(wanted[`${object.type}_id`]);
  const listing = await index.load(rbacPolicies);
  if (keysOf(wanted).some((key) => listing.by(keysOf, key).length > 0)) return;
  const body = (await index.load(object.collection)).byId(id);
  if (body?.[action === 'access_as_external' ? 'router:external' : 'shared'] !== true) return;
  const policy = { ...wanted, id: plannedId('RBAC policy', id), project_id: projectOf(body) };
  const made = isPlanned(id)
    ? [policy]
    : (await readList(index.session, rbacPolicies, { object_id: id })).map((one) =>
        itemOf(rbacPolicies, one),
      );
  for (const one of made) listing.put(one);
}

/** What it says, for people: `network "web": access_as_shared for "partner"`. */
function said(params: Body): string {
  const { target_project_ref: whom, action } = params;
  const objects = SHAREABLE.filter(({ field }) => isBody(params[field])).map(
    ({ field, collection }) => `${collection.title} "${nameIn(params[field])}"`,
  );
  return `${objects.join(', ')}: ${String(action)} for ${whom === EVERYBODY ? 'all' : `"${nameIn(whom)}"`}`;
}

async function prepare({ index, wanted, found, record, label, isAdmin }: Preparation): Promise<Wanted> {
  const target = wanted.values.get('target_project_ref');
  if (found !== undefined || typeof target !== 'string') return wanted;
  if (target === EVERYBODY) {
    if (isAdmin) return wanted;
    const warning =
      "target_project_ref is '*': by the usual policy only an administrator may share with all projects.";
    return { ...wanted, warnings: [...wanted.warnings, warning] };
  }
  const { projectId } = await index.identity();
  const listing = await index.load(projects);
  if (target === projectId || listing.byId(target) !== undefined) return wanted;
  const isHidden = listing.hidden === 'forbidden';
  if (isHidden && /^[0-9a-f-]{32,36}$/.test(target) && target !== record._info['target_project_id'])
    return wanted;
  throw new DroverError('reference-missing', {
    detail: `${label} refers to project "${target}" (target_project_ref), which ${index.session.label} does not have${isHidden ? ' as far as these credentials can see' : ''}.`,
    help: isHidden
      ? 'Write the id that the project has at the destination as the name, or import it as an administrator.'
      : 'Run import_projects first, or change target_project_ref in the record.',
  });
}

function createBody(body: Body): Body {
  const object = SHAREABLE.find(({ type }) => typeof body[`${type}_id`] === 'string');
  const type = object?.type ?? '';
  return {
    object_type: type,
    object_id: body[`${type}_id`],
    action: body['action'],
    target_tenant: body['target_tenant'],
  };
}
