/** Over SSH, against the bed of hosts: as root, with ansible-playbook. `test/beds/hosts.sh` brings it up. */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { addressOf, bringUpHosts, type HostsBed } from '../../../beds/hosts/hosts.ts';
import { runHook, type HookRun } from './run-hook.ts';

const files = {
  'roles/who/tasks/main.yml':
    '- name: who\n  command: id -un\n  become: true\n  register: who\n  changed_when: false\n- assert: {that: who.stdout == "root"}\n',
};

describe('runner: ansible over SSH', function () {
  this.timeout(120_000);
  let bed: HostsBed;
  let address: string;
  let keys: readonly string[];

  before(() => {
    bed = bringUpHosts();
    address = addressOf('python-1');
    keys = readFileSync(bed.knownHosts, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${address} `))
      .map((line) => line.split(' ').slice(1, 3).join(' '));
    assert.ok(keys.length > 0);
  });

  const call = (variables: Readonly<Record<string, unknown>>, runner = 'ansible'): Promise<HookRun> => {
    const own = { ansible_host: address, ansible_user: 'debian', ansible_ssh_private_key_file: bed.key };
    const inventory = JSON.stringify({ all: { hosts: { box: { ...own, ...variables } } } });
    return runHook({
      files,
      inventory,
      hook: `{role: who, host: box, gather_facts: false, runner: ${runner}}`,
    });
  };

  const fingerprints = (): readonly string[] =>
    keys.map(
      (key) =>
        execFileSync('ssh-keygen', ['-lf', '-'], { input: `${key}\n`, encoding: 'utf8' }).split(' ')[1] ?? '',
    );

  const waysIn: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
    'by keys': () => ({ drover_host_keys: keys.map((key) => `${key} a comment`) }),
    'by fingerprints': () => ({ drover_host_keys: fingerprints() }),
    'by one fingerprint that is a text': () => ({ drover_host_keys: fingerprints()[0] }),
    'by a template': () => ({ drover_host_keys: '{{ of_this_bed }}', of_this_bed: fingerprints() }),
    'by known_hosts': () => ({ ansible_ssh_common_args: `-o UserKnownHostsFile=${bed.knownHosts}` }),
    'by what its cloud told': () => ({
      drover_further_host_keys: keys,
      ansible_ssh_common_args: '-o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null',
    }),
    'with words of its own for ssh': () => ({
      drover_host_keys: fingerprints(),
      ansible_ssh_args: '-o ControlMaster=no -o StrictHostKeyChecking=no',
    }),
  };
  for (const [title, variables] of Object.entries(waysIn)) {
    it(`reaches a host whose key is known ${title}, as runner: native does`, async () => {
      const [real, native] = [await call(variables()), await call(variables(), 'native')];
      assert.deepEqual(real.outcome, native.outcome);
      assert.deepEqual([real.outcome.status, real.outcome.message], ['ok', undefined]);
    });
  }

  const other = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const noWays: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
    'a key that is not known': () => ({ ansible_ssh_common_args: '-o UserKnownHostsFile=/dev/null' }),
    'a key other than its pin': () => ({ drover_host_keys: [other] }),
    'a key other than its pin, though known_hosts has it': () => ({
      drover_host_keys: [other],
      ansible_ssh_common_args: `-o UserKnownHostsFile=${bed.knownHosts}`,
    }),
    'a key other than its pin, though words for ssh say not to look': () => ({
      drover_host_keys: [other],
      ansible_ssh_args: '-o StrictHostKeyChecking=no',
      ansible_ssh_common_args: '-o StrictHostKeyChecking=no',
      ansible_host_key_checking: false,
    }),
  };
  for (const [title, variables] of Object.entries(noWays)) {
    it(`refuses a host with ${title}`, async () => {
      const { outcome } = await call(variables());
      assert.equal(outcome.status, 'unreachable');
      assert.match(outcome.message ?? '', /Host key verification failed/);
    });
  }

  it('leaves no connection open', async () => {
    await call({ drover_host_keys: keys });
    const open = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes('drover-ansible-'));
    assert.deepEqual(open, []);
  });
});
