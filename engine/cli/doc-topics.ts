import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allKinds } from '../../modules/openstack/kind-list.ts';
import { paramsSchema } from '../../modules/openstack/kind/record-schema.ts';
import type { Kind } from '../../modules/openstack/kind/kind.ts';
import { fieldTexts, wrap } from '../report/module-text.ts';
import type { DescribedObjectSchema } from '../schema/types.ts';
import { packageFolder } from './package-folder.ts';

/** What `drover doc` tells of besides modules: the records of export files, and playbooks with their roles. */
export interface Topic {
  /** The first is how it is listed. */
  readonly names: readonly string[];
  readonly summary: string;
  readonly json: unknown;
  text(width: number): string;
}

export async function docTopics(): Promise<readonly Topic[]> {
  return [...(await allKinds()).map(kindTopic), ...roleTopics(packageFolder())];
}

function kindTopic(kind: Kind): Topic {
  const params = paramsSchema(kind);
  return {
    names: [kind.file, kind.file.replace(/\.yml$/, ''), kind.type],
    summary: kind.about,
    json: { file: kind.file, type: kind.type, summary: kind.about, params },
    text: (width) =>
      `${kind.file}\n  ${kind.about}\n\nTYPE\n  ${kind.type}\n\nPARAMS\n${fields(params, width)}\n`,
  };
}

function fields({ properties, required }: DescribedObjectSchema, width: number): string {
  return fieldTexts(properties, new Set(required ?? []), width).join('\n');
}

/** The part of a role's `args.schema.json` that is shown. */
interface RoleArguments {
  readonly title: string;
  readonly properties: Readonly<Record<string, RoleArgument>>;
  readonly required?: readonly string[];
}

interface RoleArgument {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
}

function roleTopics(folder: string): readonly Topic[] {
  const roles = join(folder, 'roles');
  return readdirSync(roles)
    .sort()
    .flatMap((role) => {
      const path = join(roles, role, 'args.schema.json');
      if (!existsSync(path)) return [];
      // The file is our own; the tests of roles check its shape.
      const schema = JSON.parse(readFileSync(path, 'utf8')) as RoleArguments;
      const isPlaybook = existsSync(join(folder, 'playbooks', `${role}.yml`));
      return [roleTopic(role, isPlaybook, schema)];
    });
}

function roleTopic(role: string, isPlaybook: boolean, schema: RoleArguments): Topic {
  const names = isPlaybook ? [`${role}.yml`, role, `playbooks/${role}.yml`] : [role];
  const what = isPlaybook ? `The playbook ${role}.yml, and the role ${role}.` : `The role ${role}.`;
  const title = schema.title.replace(/\.?$/, '.');
  return {
    names,
    summary: title,
    json: { role, ...(isPlaybook ? { playbook: `${role}.yml` } : {}), ...schema },
    text: (width) =>
      `${names[0] ?? role}\n  ${title}\n\n${wrap(what, width, '  ')}\n\nVARIABLES\n${variables(schema, width)}\n`,
  };
}

function variables({ properties, required = [] }: RoleArguments, width: number): string {
  return Object.entries(properties)
    .map(([name, { type = 'any value', description = '', default: otherwise }]) => {
      const need = required.includes(name) ? ' (required)' : '';
      const fallback = otherwise === undefined ? '' : ` Default: ${JSON.stringify(otherwise)}.`;
      const types = typeof type === 'string' ? type : type.join(' or ');
      return `  ${name}${need}: ${types}\n${wrap(description + fallback, width, '      ')}`;
    })
    .join('\n');
}
