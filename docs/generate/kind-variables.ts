import { filterOf, type Phase } from '../../modules/openstack/kind/filters-of-kind.ts';
import type { Kind, RoleArgument } from '../../modules/openstack/kind/kind.ts';
import { pluralOf } from '../../modules/openstack/kind/labels.ts';
import { connectionVariables } from './connection-variables.ts';
import type { Variable } from './role.ts';

/** What a kind's roles are made of. */
export interface KindContext {
  readonly kind: Kind;
  /** All kinds, in the order of import. */
  readonly kinds: readonly Kind[];
  /** The modules' own names: `openstack.export_network`. */
  readonly modules: { readonly export: string; readonly import: string };
}

/** Several of a kind, for people: `security group rules`. */
export function titleOf({ collection }: Kind): string {
  return pluralOf(collection.title);
}

export function labelOf({ roles, parent }: Kind): string {
  return (
    roles?.label ??
    (parent === undefined ? '{{ item.params.name }}' : `{{ item.params.${parent.reference}.name }}`)
  );
}

export const dataDirVariable: Variable = {
  name: 'os_migrate_data_dir',
  schema: { type: 'string', description: 'The data directory: one for each source project.' },
  isRequired: true,
};

/** What it is called, of all whose names a filter is about. */
function filterVariable(name: string, what: string): Variable {
  return {
    name,
    schema: {
      type: 'array',
      items: {
        description: 'A name, or {regex: ...}.',
        anyOf: [
          { type: 'string', description: 'A name.' },
          {
            type: 'object',
            description: 'A pattern.',
            properties: { regex: { type: 'string', description: 'The pattern.' } },
            required: ['regex'],
          },
        ],
      },
      description: `Which ${what}, by name: texts that are the whole name, and {regex: ...} that may match anywhere in it. One is enough.`,
      default: [{ regex: '.*' }],
    },
  };
}

/** The filters of a kind's role. */
export function filterVariables(context: KindContext, verb: Phase): readonly Variable[] {
  const { kind } = context;
  const what = kind.roles?.filterNames ?? pluralOf((kind.parent?.collection ?? kind.collection).title);
  const further = verb === 'import' ? Object.keys(kind.roles?.furtherFilters ?? {}) : [];
  return [
    filterVariable(filterOf(kind, context.kinds, verb), what),
    ...further.map((name) => filterVariable(name, titleOf(kind))),
  ];
}

/** The arguments that the roles of a kind give to its modules beyond those of all. */
export function argumentsOf(context: KindContext, verb: Phase): readonly RoleArgument[] {
  const own = (context.kind.roles?.arguments ?? []).filter(({ of }) => of === verb || of === 'both');
  return verb === 'export' ? own : [...siblingsOf(context), ...own];
}

/** The file of the records that belong to a kind's, where its import looks at them. */
function siblingsOf({ kind, kinds }: KindContext): readonly RoleArgument[] {
  const { siblingsArgument, collection, roles } = kind;
  if (siblingsArgument === undefined) return [];
  if (roles?.arguments?.some(({ name }) => name === siblingsArgument) === true) return [];
  const [child, ...more] = kinds.filter(({ parent }) => parent?.collection === collection);
  if (child === undefined || more.length > 0)
    throw new Error(`Say in roles.arguments of ${kind.plural} which file ${siblingsArgument} is.`);
  return [{ name: siblingsArgument, of: 'import', value: `{{ os_migrate_data_dir }}/${child.file}` }];
}

/** The variables in the values of arguments; those of the other cloud's connection need no description of their own. */
export function argumentVariables(given: readonly RoleArgument[]): readonly Variable[] {
  const own = given.flatMap(({ variables = {} }) =>
    Object.entries(variables).map(([name, schema]) => ({ name, schema })),
  );
  const named = new Set(given.flatMap(({ value }) => value.match(/\bos_migrate_\w+/g) ?? []));
  const connection = [...connectionVariables('src'), ...connectionVariables('dst')]
    .filter(({ name }) => named.has(name) && !own.some((variable) => variable.name === name))
    .map(({ name, schema }) => ({ name, schema }));
  return [...own, ...connection];
}
