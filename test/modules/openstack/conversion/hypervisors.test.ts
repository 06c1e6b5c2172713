import assert from 'node:assert/strict';
import type { Connection, MachineWay, TaskContext } from '../../../../engine/module.ts';
import { localConnection } from '../../../../engine/transport/local.ts';
import { hypervisorsOf } from '../../../../modules/openstack/conversion/hypervisors.ts';

/** What a module finds of the run, and the ways to machines that it asked for. */
function contextWith(ways: MachineWay[]): Pick<TaskContext, 'machine' | 'pool'> {
  const known = new Map<string, unknown>();
  return {
    machine: (way): Connection => {
      ways.push(way);
      return localConnection({});
    },
    pool: {
      get: async <T>(key: string, create: () => Promise<T>): Promise<T> => {
        if (!known.has(key)) known.set(key, await create());
        return known.get(key) as T;
      },
    },
  };
}

const given = { name: 'c1', address: '192.0.2.1', user: 'heat-admin', host_keys: ['ssh-ed25519 AAAA'] };
const file = '/data/conversion/hosts.yml';

describe('hypervisors of the source', () => {
  it('are reached as root, by their own keys alone, with the key of the conversion hosts if none is named', async () => {
    const ways: MachineWay[] = [];
    const [one, ...others] = await hypervisorsOf(
      { source_hypervisors: [given], conversion_hosts_file: file },
      contextWith(ways),
    );
    assert.equal(others.length, 0);
    assert.equal(one?.port, 22);
    assert.equal(one.instances_path, '/var/lib/nova/instances');
    assert.deepEqual(ways, [
      {
        name: 'hypervisor "c1"',
        address: '192.0.2.1',
        port: 22,
        user: 'heat-admin',
        privateKeyFile: '/data/conversion/ssh.key',
        hostKeys: ['ssh-ed25519 AAAA'],
        asRoot: true,
      },
    ]);
  });

  it('are what the variable says, each with one connection a run', async () => {
    const ways: MachineWay[] = [];
    const context = contextWith(ways);
    const said = { port: 2222, private_key: '/k', jump: 'me@bastion', instances_path: '/nova//' };
    const args = { source_hypervisors: [{ ...given, ...said }], conversion_hosts_file: file };
    const [one] = await hypervisorsOf(args, context);
    const [again] = await hypervisorsOf(args, context);
    assert.equal(one?.instances_path, '/nova');
    assert.equal(one.machine, again?.machine);
    assert.equal(ways.length, 1);
    assert.equal(ways[0]?.port, 2222);
    assert.equal(ways[0].privateKeyFile, '/k');
    assert.equal(ways[0].jump, 'me@bastion');
  });

  it('are none where nobody names any', async () => {
    assert.deepEqual(await hypervisorsOf({}, contextWith([])), []);
  });
});
