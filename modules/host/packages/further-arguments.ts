/** What the module package hands on: the arguments of the modules of all package managers. */
import type { Schema } from '../../../engine/schema/types.ts';
import { apkArguments } from './apk-arguments.ts';
import { aptArguments } from './apt-arguments.ts';
import { dnfArguments } from './dnf-arguments.ts';
import { zypperArguments } from './zypper-arguments.ts';

type Schemas = Readonly<Record<string, Schema>>;

export const managerArguments = {
  apt: aptArguments,
  dnf: dnfArguments,
  apk: apkArguments,
  zypper: zypperArguments,
} as const satisfies Readonly<Record<string, Schemas>>;

/** They are package's own, under whatever name the managers have them. */
const own: ReadonlySet<string> = new Set(['name', 'package', 'state']);

/**
 * Each argument once, with the names of those that know it. Without defaults: what the task does not say is the
 * manager's to fill in. Their types are left out here, for it is not known before the run whose they are.
 */
export const furtherArguments: object = together();

function together(): Schemas {
  const all: Record<string, Schema> = {};
  for (const [manager, schemas] of Object.entries<Schemas>(managerArguments))
    for (const [name, schema] of Object.entries(schemas))
      if (!own.has(name)) all[name] = joined(all[name], schema, manager);
  return all;
}

function joined(other: Schema | undefined, { default: _, ...schema }: Schema, manager: string): Schema {
  if (other === undefined) return { ...schema, description: `${manager}: ${schema.description}` };
  const aliases = [...new Set([...(other.aliases ?? []), ...(schema.aliases ?? [])])];
  return {
    // A flag of one manager is a word of another: which it is, the one that is found says.
    ...(other.type === schema.type ? other : {}),
    ...(aliases.length === 0 ? {} : { aliases }),
    description: `${manager}, ${other.description}`,
  };
}

/** Arguments as the manager's own module gets them, with its defaults; and in words why it would refuse them. */
export function handedOn(
  given: Readonly<Record<string, unknown>>,
  schemas: Schemas,
  module: string,
): { readonly asked: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } {
  const asked: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    const value = given[name] === undefined ? schema.default : asType(given[name], schema);
    if (value !== undefined) asked[name] = value;
    const words = 'enum' in schema ? schema.enum : undefined;
    if (typeof value === 'string' && words !== undefined && !words.includes(value))
      problems.push(`value of ${name} must be one of: ${words.join(', ')}, got: ${value}`);
  }
  const unknown = Object.keys(given).filter((name) => given[name] !== undefined && !(name in schemas));
  if (unknown.length > 0)
    problems.push(
      `Unsupported parameters for (${module}) module: ${unknown.sort().join(', ')}. Supported parameters include: ${Object.keys(schemas).sort().join(', ')}.`,
    );
  return { asked, problems };
}

/** What is a flag of one manager and a word of another comes here as it was written. */
function asType(value: unknown, schema: Schema): unknown {
  if (schema.type === 'boolean' && typeof value === 'string')
    return /^(?:y|yes|on|1|true|t)$/i.test(value.trim());
  return schema.type === 'string' && typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
