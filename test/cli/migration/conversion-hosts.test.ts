import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOfLine } from '../../../modules/openstack/conversion/keys/public-of.ts';
import { everything, openConversionSpace, type ConversionSpace } from './conversion-space.ts';

const DEPLOY = 'deploy_conversion_hosts.yml';
const CHECK = 'check_conversion_hosts.yml';
const DELETE = 'delete_conversion_hosts.yml';

const PASSWORD = 'a password of mine';

describe('conversion hosts', function () {
  this.timeout(60_000);
  let space: ConversionSpace;
  let initial: readonly string[];

  const counted = (): number => space.source.calls.writes + space.destination.calls.writes;
  const recount = (): void => {
    space.source.resetCalls();
    space.destination.resetCalls();
  };
  const dataFile = (name: string): string => join(space.dataDir, name);

  // One after the other: what one leaves behind is what the next one finds.
  before(async () => {
    space = await openConversionSpace({
      os_migrate_src_conversion_host_count: 2,
      os_migrate_conversion_host_ssh_user_enable_password_access: true,
      os_migrate_conversion_host_ssh_user_password: PASSWORD,
    });
    initial = everything(space);
  });
  after(() => space.close());

  it('are planned without a write, and without a key', async () => {
    recount();
    const { stdout } = await space.succeed('plan', DEPLOY);
    assert.equal(counted(), 0);
    for (const name of ['os_migrate_conv_src', 'os_migrate_conv_src-2', 'os_migrate_conv_dst'])
      assert.ok(stdout.includes(`conversion host "${name}"`), stdout);
    assert.ok(!existsSync(dataFile('conversion')));
  });

  it('are deployed, with keys of their own', async () => {
    await space.succeed('run', DEPLOY);
    const hosts = space.hosts();
    assert.deepEqual(
      hosts.map(({ side, name }) => `${side} ${name}`),
      ['source os_migrate_conv_src', 'source os_migrate_conv_src-2', 'destination os_migrate_conv_dst'],
    );
    for (const host of hosts) {
      const machine = space.machines().find(({ name }) => name === host.name);
      assert.equal(machine?.address, host.address);
      assert.equal(host.private_key, 'conversion/ssh.key');
      assert.match(host.host_keys.join(), /^ssh-ed25519 AAAA[^,]+$/);
      assert.equal(host.link_key === undefined, host.side === 'source');
    }
    assert.equal(new Set(hosts.flatMap((host) => host.host_keys)).size, 3);
    for (const name of ['ssh.key', 'link-ssh.key'])
      assert.equal(statSync(dataFile(`conversion/${name}`)).mode & 0o777, 0o600, name);
  });

  it('let in nobody but those who have to come', () => {
    const prefixes = (cloud: ConversionSpace['source'], who: string): readonly unknown[] => {
      const tenant = cloud.tenant(who, who);
      const [group] = tenant.list('security-groups', 'name=os_migrate_conv');
      return tenant
        .list('security-group-rules', `security_group_id=${group?.id ?? ''}`)
        .filter((rule) => rule['direction'] === 'ingress')
        .map((rule) => [
          rule['protocol'],
          rule['port_range_min'],
          rule['port_range_max'],
          rule['remote_ip_prefix'],
        ]);
    };
    const destination = space.hosts().find(({ side }) => side === 'destination');
    const from = (prefix: string): readonly unknown[] => ['tcp', space.port, space.port, prefix];
    const both = [from('192.0.2.7/32'), from(`${destination?.address ?? ''}/32`)];
    assert.deepEqual(new Set(prefixes(space.source, 'src')), new Set(both));
    assert.deepEqual(prefixes(space.destination, 'dst'), [from('192.0.2.7/32')]);
  });

  it('are linked: the destination knows the private key, the source the public one', () => {
    const line = keyOfLine(readFileSync(dataFile('conversion/link-ssh.key.pub'), 'utf8')) ?? '';
    const opener = keyOfLine(readFileSync(dataFile('conversion/ssh.key.pub'), 'utf8')) ?? '';
    for (const { name, home } of space.machines()) {
      const keys = readFileSync(join(home, '.ssh', 'authorized_keys'), 'utf8');
      assert.ok(keys.includes(opener), name);
      assert.equal(keys.includes(`restrict,port-forwarding ${line}`), name !== 'os_migrate_conv_dst', keys);
    }
    const link = space.hosts().find(({ side }) => side === 'destination')?.link_key ?? '';
    assert.equal(readFileSync(link, 'utf8'), readFileSync(dataFile('conversion/link-ssh.key'), 'utf8'));
    assert.equal(statSync(link).mode & 0o777, 0o600);
  });

  it('keep their secrets out of everything that is written down', () => {
    const secrets = space
      .machines()
      .flatMap(({ config }) => (config.ssh_keys?.ed25519_private ?? '').split('\n').slice(1, -2));
    for (const { config } of space.machines()) {
      const hash = config.users[0]?.hashed_passwd ?? '';
      assert.match(hash, /^\$6\$/);
      secrets.push(hash, PASSWORD);
    }
    assert.ok(secrets.length > 3 && secrets.every((line) => line.length > 15));
    const folder = dataFile('.drover');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile());
    assert.ok(files.some((path) => path.endsWith('journal.jsonl')));
    for (const path of [...files, dataFile('conversion/hosts.yml')]) {
      const text = readFileSync(path, 'utf8');
      for (const secret of secrets) assert.ok(!text.includes(secret), path);
      assert.ok(!/adminPass|user_data/.test(text), path);
    }
  });

  it('find nothing to do in a second run', async () => {
    recount();
    const { stdout } = await space.succeed('run', DEPLOY);
    assert.equal(counted(), 0);
    assert.match(stdout, /changed=0/);
  });

  it('are ready for work, and the destination reaches the source', async () => {
    recount();
    await space.succeed('run', CHECK);
    assert.equal(counted(), 0);
  });

  it("may be the user's own", async () => {
    const hosts = space.hosts().filter(({ side }) => side === 'source');
    const own = hosts.map(({ side: _side, private_key: key, ...host }) => ({
      ...host,
      private_key: dataFile(key),
    }));
    const ours = join(space.folder, 'own.yml');
    writeFileSync(ours, JSON.stringify({ os_migrate_src_conversion_hosts: own.slice(0, 1) }));
    recount();
    const { stdout } = await space.succeed('run', DEPLOY, '-e', `@${ours}`);
    assert.match(stdout, /skipping: \[localhost\]/);
    await space.succeed('run', CHECK, '-e', `@${ours}`);
    assert.equal(space.source.calls.writes, 0);
  });

  it('are not trusted when another key answers, or when the link is gone', async () => {
    const machine = space.machines().find(({ name }) => name === 'os_migrate_conv_src-2');
    const keys = join(machine?.home ?? '', '.ssh', 'authorized_keys');
    const text = readFileSync(keys, 'utf8');
    machine?.authorize(text.split('\n').slice(0, 1).join('\n'));
    const unlinked = await space.drover('run', CHECK);
    assert.equal(unlinked.code, 2);
    assert.match(unlinked.stdout, /does not reach .*os_migrate_conv_src-2.*Permission denied/);
    machine?.authorize('');
    const closed = await space.drover('run', CHECK);
    assert.match(closed.stdout, /os_migrate_conv_src-2.*cannot be worked on/);
    machine?.authorize(text);
    await machine?.restart(space.otherKey);
    const other = await space.drover('run', CHECK);
    assert.equal(other.code, 2);
    assert.match(other.stdout, /Host key verification failed/);
    await machine?.restart();
    await space.succeed('run', CHECK);
  });

  it('are started where they were switched off, and found again where hosts.yml is lost', async () => {
    const { servers } = space.source.state.compute;
    const [server] = servers.all().filter(({ name }) => name === 'os_migrate_conv_src');
    const tenant = space.source.tenant('src', 'src');
    const id = server?.id ?? '';
    tenant.call('POST', `/v2.1/servers/${id}/action`, { 'os-stop': null }, 'compute');
    const stopped = await space.drover('run', CHECK);
    assert.match(stopped.stdout, /its server [0-9a-f-]+ is SHUTOFF/);
    const hosts = space.hosts();
    space.forgetHosts();
    await space.succeed('run', DEPLOY);
    assert.deepEqual(space.hosts(), hosts);
    await space.succeed('run', CHECK);
  });

  it('are not removed while a volume of a migration is attached', async () => {
    const tenant = space.destination.tenant('dst', 'dst');
    const made = tenant.call(
      'POST',
      `/v3/${tenant.projectId}/volumes`,
      { volume: { size: 1, name: 'data' } },
      'block-storage',
    );
    const { volume } = made.body as { readonly volume: { readonly id: string } };
    const host = space.hosts().find(({ side }) => side === 'destination');
    const path = `/v2.1/servers/${host?.server_id ?? ''}/os-volume_attachments`;
    // Whoever looks often enough finds it made.
    const { volumes } = space.destination.state.volume;
    for (let looks = 0; looks < 20 && volumes.get(volume.id)?.status !== 'available'; looks += 1)
      tenant.call('GET', `/v3/${tenant.projectId}/volumes/${volume.id}`, undefined, 'block-storage');
    const attached = tenant.call('POST', path, { volumeAttachment: { volumeId: volume.id } }, 'compute');
    assert.equal(attached.status, 200, JSON.stringify(attached.body));
    const refused = await space.drover('run', DELETE);
    assert.equal(refused.code, 2, refused.stdout);
    assert.ok(refused.stdout.includes(volume.id), refused.stdout);
    tenant.call('DELETE', `${path}/${volume.id}`, undefined, 'compute');
    tenant.call('DELETE', `/v3/${tenant.projectId}/volumes/${volume.id}`, undefined, 'block-storage');
  });

  it('are removed with all that was made for them, and nothing else', async () => {
    const tenant = space.destination.tenant('dst', 'dst');
    const foreign = tenant.create('networks', { name: 'os_migrate_conv' });
    recount();
    await space.succeed('plan', DELETE);
    assert.equal(counted(), 0);
    await space.succeed('run', DELETE);
    assert.deepEqual(space.hosts(), []);
    tenant.remove('networks', foreign.id);
    assert.deepEqual(everything(space), initial);
    recount();
    await space.succeed('run', DELETE);
    assert.equal(counted(), 0);
    assert.ok(existsSync(dataFile('conversion/ssh.key')));
    await space.succeed('run', DELETE, '-e', 'os_migrate_delete_conversion_keys=true');
    const left = readdirSync(dataFile('conversion')).filter((name) => name.includes('key'));
    assert.deepEqual(left, []);
  });

  it('are no longer counted on when their deployment is taken back', async () => {
    await space.succeed('run', DEPLOY);
    assert.equal(space.hosts().length, 3);
    await space.succeed('undo', 'last', '--check');
    assert.equal(space.hosts().length, 3);
    await space.succeed('undo', 'last', '--yes');
    assert.deepEqual(space.hosts(), []);
    assert.deepEqual(everything(space), initial);
  });
});
