import type { Kind, RoleArgument } from '../../modules/openstack/kind/kind.ts';
import { pluralOf } from '../../modules/openstack/kind/labels.ts';
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

/** The variable that says which of a kind are exported and imported. */
export function filterOf({ kind, kinds }: KindContext, verb: 'export' | 'import'): string {
  const { parent, plural, roles } = kind;
  const own = verb === 'export' ? (roles?.exportFilter ?? roles?.filter) : roles?.filter;
  if (own !== undefined) return own;
  if (parent === undefined) return `os_migrate_${plural}_filter`;
  const parentKind = kinds.find(({ collection }) => collection === parent.collection);
  if (parentKind !== undefined) return filterOf({ kind: parentKind, kinds, modules: NONE }, verb);
  return `os_migrate_${pluralOf(parent.collection.name)}_filter`;
}

const NONE = { export: '', import: '' } as const;

/** What of a record its filter is compared with. */
export function filteredOf({ parent, roles }: Kind): string {
  return roles?.filtered ?? (parent === undefined ? 'params.name' : `params.${parent.reference}.name`);
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
export function filterVariables(context: KindContext, verb: 'export' | 'import'): readonly Variable[] {
  const { kind } = context;
  const what = pluralOf((kind.parent?.collection ?? kind.collection).title);
  const further = verb === 'import' ? Object.keys(kind.roles?.furtherFilters ?? {}) : [];
  return [
    filterVariable(filterOf(context, verb), what),
    ...further.map((name) => filterVariable(name, titleOf(kind))),
  ];
}

/** The arguments that the roles of a kind give to its modules beyond those of all. */
export function argumentsOf(context: KindContext, verb: 'export' | 'import'): readonly RoleArgument[] {
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

export function argumentVariables(given: readonly RoleArgument[]): readonly Variable[] {
  return given.flatMap(({ variables = {} }) =>
    Object.entries(variables).map(([name, schema]) => ({ name, schema })),
  );
}
