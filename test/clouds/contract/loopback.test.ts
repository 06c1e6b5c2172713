import { startOpenStackCloud, type LoopbackCloud } from '../openstack/cloud.ts';
import { openstackContract } from './openstack-contract.ts';

describe('The contract on the loopback cloud', () => {
  let cloud: LoopbackCloud;
  openstackContract(async () => {
    cloud = await startOpenStackCloud();
    const { username, password, project_name: project } = cloud.auth('admin', 'admin');
    return { authUrl: cloud.url, admin: { username, password, project } };
  });
  after(() => cloud.close());
});
