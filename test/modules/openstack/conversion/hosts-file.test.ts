import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Connection, MachineWay } from '../../../../engine/module.ts';
import type { HostRecord } from '../../../../modules/openstack/conversion/conversion-host.types.ts';
import {
  changeHosts,
  hostsText,
  parseHosts,
  readHosts,
} from '../../../../modules/openstack/conversion/hosts-file.ts';
import { chooseHost, hostsOf } from '../../../../modules/openstack/conversion/hosts-of.ts';
import { testRun } from '../support/run-module.ts';

const host: HostRecord = {
  side: 'source',
  name: 'conv',
  server_id: '7f1e',
  address: '192.0.2.10',
  port: 22,
  user: 'cloud-user',
  private_key: 'conversion/ssh.key',
  host_keys: ['ssh-ed25519 AAAAC3'],
};
const other: HostRecord = { ...host, side: 'destination', name: 'far', link_key: '/etc/drover/link.key' };

const parsed = (text: string): readonly HostRecord[] => parseHosts({ path: 'hosts.yml', text });

describe('conversion/hosts.yml', () => {
  it('says what was written into it', () => {
    assert.deepEqual(parsed(hostsText([host, other])), [host, other]);
  });

  it('may be empty', () => {
    for (const text of ['', '# nothing\n', hostsText([])]) assert.deepEqual(parsed(text), []);
  });

  const flawed: readonly (readonly [string, string, RegExp])[] = [
    ['that cannot be read', 'hosts: [', /hosts\.yml:1/],
    ['without a list', 'host: []\n', /has no list of hosts/],
    ['with something else', 'a text\n', /has no list of hosts/],
    ['with a second document', `${hostsText([host])}---\nhosts: []\n`, /second YAML document/],
    ['with a host of no side', hostsText([host]).replace('source', 'sorce'), /sorce.*Did you mean "source"/],
    [
      'with a host without an address',
      hostsText([host]).replace(/.*address:.*\n/, '- '),
      /has no address|cannot be/,
    ],
    [
      'with a port that is none',
      hostsText([host]).replace('port: 22', 'port: ssh'),
      /hosts\.yml:8:9: .*port is "ssh"/,
    ],
    ['with a key that nobody reads', hostsText([host]).replace('user:', 'usr:'), /no user|"usr"/],
    ['without host keys', hostsText([{ ...host, host_keys: [] }]), /host_keys is an empty list/],
    ['with one host twice', hostsText([host, host]), /"conv" of the source is in it twice/],
  ];
  for (const [what, text, message] of flawed) {
    it(`is refused ${what}, with its place`, () => {
      assert.throws(
        () => parsed(text),
        (error) =>
          error instanceof DroverError &&
          error.code === 'conversion-hosts-file' &&
          message.test(error.message),
        text,
      );
    });
  }

  it('is changed by several at once, and nothing is lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-hosts-'));
    try {
      const path = join(folder, 'conversion', 'hosts.yml');
      const { context } = testRun();
      const add = (name: string): Promise<void> =>
        changeHosts(path, context, (hosts) => [...hosts, { ...host, name }]);
      await Promise.all(['c', 'a', 'b'].map(add));
      assert.deepEqual(
        (await readHosts(path, context.controller.files)).map(({ name }) => name),
        ['a', 'b', 'c'],
      );
      const before = readFileSync(path, 'utf8');
      await changeHosts(path, context, (hosts) => [...hosts].reverse());
      assert.equal(readFileSync(path, 'utf8'), before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the hosts of a cloud', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-hosts-'));
    file = join(folder, 'conversion', 'hosts.yml');
    await changeHosts(file, testRun().context, () => [host, { ...host, name: 'conv-2' }, other]);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const opened = (): {
    readonly context: ReturnType<typeof testRun>['context'];
    readonly ways: MachineWay[];
  } => {
    const ways: MachineWay[] = [];
    const { context } = testRun();
    const connection: Connection = context.connection;
    return { ways, context: { ...context, machine: (way) => (ways.push(way), connection) } };
  };

  it('are those of the file, each reached as root by its key alone', async () => {
    const { context, ways } = opened();
    const hosts = await hostsOf('source', { conversion_hosts_file: file }, context);
    assert.deepEqual(
      hosts.map(({ name }) => name),
      ['conv', 'conv-2'],
    );
    assert.deepEqual(ways[0], {
      name: 'conversion host "conv" of the source',
      address: '192.0.2.10',
      port: 22,
      user: 'cloud-user',
      privateKeyFile: join(folder, 'conversion/ssh.key'),
      hostKeys: ['ssh-ed25519 AAAAC3'],
      asRoot: true,
    });
  });

  it('are one object each for the whole run', async () => {
    const { context } = opened();
    const args = { conversion_hosts_file: file };
    const [one] = await hostsOf('source', args, context);
    const [again] = await hostsOf('source', args, context);
    assert.equal(one, again);
  });

  it("are the user's own where he names any", async () => {
    const { context } = opened();
    const own = { server_id: '1', address: '198.51.100.7', user: 'root', host_keys: ['ssh-ed25519 AAAA'] };
    const args = { conversion_hosts_file: file, destination_conversion_hosts: [own] };
    const [found, ...more] = await hostsOf('destination', args, context);
    assert.equal(more.length, 0);
    assert.equal(found?.name, '198.51.100.7');
    assert.equal(found.port, 22);
    assert.equal(found.link_key, '/etc/drover/link.key');
    assert.equal((await hostsOf('source', args, context)).length, 2);
  });

  it('are none where there is no file', async () => {
    const { context } = opened();
    const hosts = await hostsOf('source', { conversion_hosts_file: join(folder, 'none.yml') }, context);
    assert.deepEqual(hosts, []);
    assert.throws(() => chooseHost(hosts, 'source'), /The source has no conversion host/);
  });

  it('take turns, and the one with the least to do is chosen', async () => {
    const { context } = opened();
    const hosts = await hostsOf(
      'source',
      { conversion_hosts_file: file, conversion_host_volumes: 2 },
      context,
    );
    const [first, second] = hosts;
    assert.ok(first && second);
    assert.deepEqual(
      [1, 2, 3].map(() => chooseHost(hosts, 'source').name),
      ['conv', 'conv-2', 'conv'],
    );
    let release = (): void => undefined;
    const busy = new Promise<void>((resolve) => (release = resolve));
    const works = [1, 2, 3].map(() => second.slots.run(() => busy));
    assert.equal(second.slots.load, 3);
    assert.equal(second.slots.active, 2);
    assert.deepEqual(
      [1, 2].map(() => chooseHost(hosts, 'source').name),
      ['conv', 'conv'],
    );
    release();
    await Promise.all(works);
    assert.equal(second.slots.load, 0);
    assert.equal(chooseHost(hosts, 'source').name, 'conv-2');
  });
});
