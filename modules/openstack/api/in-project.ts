import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CloudCredentials } from './session.types.ts';

/** The keys of `auth` that say where a token is good for. */
const SCOPE = [
  'project_id',
  'project_name',
  'project_domain_id',
  'project_domain_name',
  'domain_id',
  'domain_name',
  'system_scope',
];

/** The credentials for another project. Throws for those that are good for one project only. */
export function inProject(credentials: CloudCredentials, projectId: string): CloudCredentials {
  if (credentials.authType === 'v3applicationcredential') {
    throw new DroverError('openstack-config', {
      detail: `The cloud ${credentials.label} is reached with an application credential, which is good for one project only: several cannot be worked on with it.`,
      help: 'Give name and password of an administrator.',
    });
  }
  const plain = Object.entries(credentials.auth).filter(([key]) => !SCOPE.includes(key));
  return { ...credentials, auth: { ...Object.fromEntries(plain), project_id: projectId } };
}
