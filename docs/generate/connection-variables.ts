import { authArguments } from '../../modules/openstack/api/auth-arguments.ts';
import type { Variable } from './role.ts';

/** The arguments of modules by which roles say where a cloud is and who asks; `auth` is always given. */
export const CONNECTION = [
  'auth',
  'auth_type',
  'region_name',
  'validate_certs',
  'ca_cert',
  'client_cert',
  'client_key',
] as const satisfies readonly (keyof typeof authArguments)[];

export type Side = 'src' | 'dst';

/** What people call the clouds. */
export const CLOUDS = { src: 'source', dst: 'destination' } as const satisfies Record<Side, string>;

/** The variables of a cloud, as roles take them. */
export function connectionVariables(side: Side): readonly Variable[] {
  return CONNECTION.map((name): Variable => {
    const variable = `os_migrate_${side}_${name}`;
    if (name === 'auth') {
      const keys = 'auth_url, username, password, project_name, user_domain_name, project_domain_name ...';
      return {
        name: variable,
        schema: {
          type: 'object',
          additionalProperties: true,
          properties: {},
          description: `How to authenticate at the ${CLOUDS[side]}: ${keys}`,
        },
        isRequired: true,
      };
    }
    return { name: variable, schema: authArguments[name] };
  });
}

/** The arguments of a task that leads to a cloud: lines of YAML. */
export function connectionLines(side: Side): readonly string[] {
  return CONNECTION.map((name) => {
    const variable = `os_migrate_${side}_${name}`;
    return `${name}: '{{ ${name === 'auth' ? variable : `${variable} | default(omit)`} }}'`;
  });
}
