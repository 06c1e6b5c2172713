/** Facts of machines without Python, held against those that ansible-core's setup finds on the same machine. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { sshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { setup } from '../../../../modules/host/setup.ts';
import { callModule } from '../../../modules/harness.ts';
import { startOwnMachine } from './own-machine.ts';
import type { Sshd } from './sshd.ts';

type Facts = Readonly<Record<string, unknown>>;

/** What roles ask for most, and what they find their way with. */
const same = [
  'apparmor',
  'architecture',
  'cmdline',
  'default_ipv4',
  'default_ipv6',
  'distribution',
  'distribution_file_parsed',
  'distribution_file_path',
  'distribution_file_variety',
  'distribution_major_version',
  'distribution_minor_version',
  'distribution_release',
  'distribution_version',
  'dns',
  'domain',
  'fips',
  'fqdn',
  'hostname',
  'kernel',
  'kernel_version',
  'lsb',
  'machine',
  'machine_id',
  'memtotal_mb',
  'nodename',
  'os_family',
  'pkg_mgr',
  'processor',
  'processor_cores',
  'processor_count',
  'processor_nproc',
  'processor_vcpus',
  'selinux',
  'service_mgr',
  'swaptotal_mb',
  'system',
  'system_vendor',
  'product_name',
  'userspace_architecture',
  'userspace_bits',
  'user_dir',
  'user_gecos',
  'user_gid',
  'user_id',
  'user_uid',
  'virtualization_role',
  'virtualization_type',
] as const;

const dateFields = [
  'year',
  'month',
  'day',
  'weekday',
  'weekday_number',
  'weeknumber',
  'tz',
  'tz_offset',
  'tz_dst',
];
const interfaceFields = ['device', 'active', 'mtu', 'macaddress', 'ipv4', 'ipv6', 'ipv4_secondaries'];

describe('facts of a machine over SSH', () => {
  let python: Sshd;
  let busybox: Sshd;
  let theirs: Facts = {};
  const open: SshConnection[] = [];
  before(async function () {
    this.timeout(60_000);
    if (!existsSync('/usr/bin/ansible'))
      throw new Error(
        'These tests need ansible-core: apt-get install -y --no-install-recommends ansible-core',
      );
    python = await startOwnMachine({ users: [] });
    busybox = await startOwnMachine({ users: [], isBusybox: true });
    theirs = byAnsible(python);
  });
  after(async () => {
    for (const connection of open) await connection.close();
    await Promise.all([python.stop(), busybox.stop()]);
  });
  const ours = async (sshd: Sshd): Promise<Facts> => {
    const connection = sshConnection(sshd.settings());
    open.push(connection);
    const { result } = await callModule(setup, {}, { context: { connection } });
    return result['ansible_facts'] as Facts;
  };
  const comparable = (facts: Facts): Facts => {
    const get = (name: string): unknown => facts[`ansible_${name}`];
    const picked = same.map((name) => [name, get(name)]);
    const date = get('date_time') as Readonly<Record<string, string>>;
    // Others of this machine come and go while tests run.
    const { interface: main, address } = get('default_ipv4') as Readonly<Record<string, string>>;
    const names = (get('interfaces') as readonly string[]).filter((name) => name === 'lo' || name === main);
    const links = names.map((name) => {
      const link = (get(name) ?? {}) as Readonly<Record<string, unknown>>;
      return [name, Object.fromEntries(interfaceFields.map((field) => [field, link[field]]))];
    });
    const environment = get('env') as Readonly<Record<string, string>>;
    return {
      ...(Object.fromEntries(picked) as Facts),
      ...(Object.fromEntries(links) as Facts),
      names: names.toSorted(),
      hasAddress: (get('all_ipv4_addresses') as readonly unknown[]).includes(address),
      date: Object.fromEntries(dateFields.map((field) => [field, date[field]])),
      formats: ['date', 'time', 'iso8601', 'iso8601_micro', 'iso8601_basic', 'iso8601_basic_short'].map(
        (field) => date[field]?.replace(/\d/g, '0'),
      ),
      environment: ['HOME', 'LOGNAME', 'PATH', 'USER'].map((name) => environment[name]),
      client: environment['SSH_CONNECTION']?.split(' ')[0],
    };
  };

  it('are those of Ansible', async () => {
    const facts = await ours(python);
    assert.deepEqual(comparable(facts), comparable(theirs));
    assert.deepEqual(facts['ansible_python'], theirs['ansible_python']);
    assert.equal(facts['ansible_user_shell'], theirs['ansible_user_shell']);
  });
  it('are those of Ansible where there is busybox and nothing else', async () => {
    assert.deepEqual(comparable(await ours(busybox)), comparable(theirs));
  });
});

function byAnsible(sshd: Sshd): Facts {
  const variables = {
    ansible_host: '127.0.0.1',
    ansible_port: sshd.port,
    ansible_user: 'root',
    ansible_ssh_private_key_file: sshd.keys.ed25519,
    ansible_ssh_common_args: `-F none -o UserKnownHostsFile=${sshd.knownHosts}`,
    ansible_python_interpreter: '/usr/bin/python3',
  };
  const text = execFileSync(
    '/usr/bin/ansible',
    ['all', '-i', 'machine,', '-m', 'setup', '-e', JSON.stringify(variables)],
    { encoding: 'utf8', env: { ...process.env, ANSIBLE_NOCOLOR: '1' }, maxBuffer: 1 << 24 },
  );
  const parsed = JSON.parse(text.slice(text.indexOf('{'))) as { readonly ansible_facts: Facts };
  return parsed.ansible_facts;
}
