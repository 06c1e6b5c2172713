import { openstackContract } from '../clouds/contract/openstack-contract.ts';
import type { ContractTarget } from '../clouds/contract/types.ts';
import { readLogin } from './seed/cloud.ts';
import { bringUpBed } from './support/bed.ts';

async function sourceCloud(): Promise<ContractTarget> {
  const { auth_url: authUrl, username, password, project_name: project } = await readLogin('source-admin');
  return { authUrl, admin: { username, password, project } };
}

describe('The contract on a real cloud', () => {
  before(bringUpBed);
  openstackContract(sourceCloud);
});
