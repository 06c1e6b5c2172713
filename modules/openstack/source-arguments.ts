import type { Schema } from '../../engine/schema/types.ts';
import { authArguments } from './api/auth-arguments.ts';
import type { RoleArgument } from './kind/kind.ts';

/** The arguments by which an import reaches the source, under the names of its own with `source_` before them. */
const SOURCE = [
  'auth',
  'auth_type',
  'region_name',
  'validate_certs',
  'ca_cert',
  'client_cert',
  'client_key',
] as const;

export const sourceArguments: Readonly<Record<string, Schema>> = Object.fromEntries(
  SOURCE.map((name): readonly [string, Schema] => {
    const { aliases: _aliases, ...schema }: Schema = authArguments[name];
    return [`source_${name}`, { ...schema, description: `For the source: ${schema.description}` }];
  }),
);

/** The same, as roles give them to import modules. */
export const sourceRoleArguments: readonly RoleArgument[] = SOURCE.map((name) => ({
  name: `source_${name}`,
  of: 'import',
  value: `{{ os_migrate_src_${name} | default(omit) }}`,
}));

/** The arguments of the source as those of a module that reaches one cloud. */
export function argumentsOfSource(
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(SOURCE.map((name) => [name, args[`source_${name}`] ?? null]));
}
