import assert from 'node:assert/strict';
import { inProject } from '../../../../modules/openstack/api/in-project.ts';

const CREDENTIALS = {
  label: 'destination',
  authType: 'password',
  auth: { auth_url: 'http://cloud/v3', username: 'admin', password: 'p', user_domain_name: 'Default' },
  verify: true,
} as const;

describe('credentials for another project', () => {
  for (const scope of [
    { project_name: 'admin', project_domain_name: 'Default' },
    { project_id: 'a' },
    { domain_name: 'Default' },
    { domain_id: 'default' },
    { system_scope: 'all' },
    {},
  ])
    it(`take the place of ${JSON.stringify(scope)}`, () => {
      const moved = inProject({ ...CREDENTIALS, auth: { ...CREDENTIALS.auth, ...scope } }, 'web-id');
      assert.deepEqual(moved, { ...CREDENTIALS, auth: { ...CREDENTIALS.auth, project_id: 'web-id' } });
    });

  it('are not to be had from an application credential, which is told', () => {
    assert.throws(
      () => inProject({ ...CREDENTIALS, authType: 'v3applicationcredential' }, 'web-id'),
      /destination is reached with an application credential, which is good for one project only/,
    );
  });
});
