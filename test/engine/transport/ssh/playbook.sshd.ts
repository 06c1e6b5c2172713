import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand, type Ended } from '../../../cli/built.ts';
import { freePort, startSshd, type Sshd } from './sshd.ts';

const playbook = `
- hosts: all
  gather_facts: false
  tasks:
    - name: Run a program
      ansible.builtin.command: {argv: [printf, '%s', "{{ inventory_hostname }} it's"]}
      register: said
      changed_when: false
    - name: Show what it said
      ansible.builtin.debug: {var: said.stdout}
    - name: Make a folder
      ansible.builtin.file: {path: '{{ folder }}', state: directory, mode: '0750'}
    - name: Copy
      ansible.builtin.copy: {content: "one\\n", dest: '{{ folder }}/copied', mode: '0640'}
    - name: Template
      ansible.builtin.template: {src: greeting.j2, dest: '{{ folder }}/greeting'}
    - name: Line
      ansible.builtin.lineinfile: {path: '{{ folder }}/copied', line: two}
    - name: Look
      ansible.builtin.stat: {path: '{{ folder }}/copied'}
      register: found
    - name: It is there
      ansible.builtin.assert: {that: [found.stat.exists, found.stat.size == 8, found.stat.mode == '0640']}
    - name: A pipe
      ansible.builtin.shell: "cat {{ folder }}/copied | tr a-z A-Z"
      register: piped
      changed_when: false
    - name: It went through
      ansible.builtin.assert: {that: ["piped.stdout == 'ONE\\nTWO'"]}
    - name: Here
      ansible.builtin.command: echo here
      delegate_to: localhost
      changed_when: false
`;

describe('playbooks on machines over SSH', () => {
  let sshd: Sshd;
  let drover: BuiltCommand;
  let folder = '';
  before(async function () {
    this.timeout(60_000);
    sshd = await startSshd();
    drover = buildCommand();
  });
  after(async () => {
    drover.remove();
    await sshd.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-over-ssh-'));
    mkdirSync(join(folder, 'templates'));
    writeFileSync(join(folder, 'templates', 'greeting.j2'), 'Hello {{ inventory_hostname }}\n');
    writeFileSync(join(folder, 'site.yml'), playbook);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const hosts = (lines: Readonly<Record<string, Readonly<Record<string, string | number>>>>): void => {
    const own = {
      ansible_host: '127.0.0.1',
      ansible_port: sshd.port,
      ansible_ssh_common_args: `-o UserKnownHostsFile=${sshd.knownHosts} -o GlobalKnownHostsFile=none`,
    };
    const all = Object.entries(lines).map(
      ([name, variables]) => [name, { ...own, folder: join(folder, `made-${name}`), ...variables }] as const,
    );
    writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts: Object.fromEntries(all) } }));
  };
  const run = (...args: readonly string[]): Promise<Ended> =>
    drover.run(['run', 'site.yml', '-i', 'hosts.yml', '--output', 'plain', ...args], {
      cwd: folder,
      environment: { HOME: folder, SSH_AUTH_SOCK: '', XDG_STATE_HOME: join(folder, 'state') },
    });
  const key = (): string => sshd.keys.ed25519;

  it('do there what they do here, and nothing the second time', async () => {
    hosts({ web: { ansible_ssh_private_key_file: key() } });
    const first = await run();
    assert.equal(first.code, 0, first.stdout + first.stderr);
    assert.match(first.stdout, /web +: ok=11 +changed=4 +unreachable=0 +failed=0/);
    assert.match(first.stdout, /web it's/);
    assert.equal(readFileSync(join(folder, 'made-web', 'copied'), 'utf8'), 'one\ntwo\n');
    assert.equal(readFileSync(join(folder, 'made-web', 'greeting'), 'utf8'), 'Hello web\n');
    const second = await run();
    assert.match(second.stdout, /web +: ok=11 +changed=2 /);
    writeFileSync(join(folder, 'site.yml'), playbook.replace('content: "one\\n"', 'content: "one\\ntwo\\n"'));
    const third = await run('--private-key', '/nope');
    assert.match(third.stdout, /web +: ok=11 +changed=0 /);
  });
  it('change nothing in check mode', async () => {
    hosts({ web: { ansible_ssh_private_key_file: key() } });
    writeFileSync(join(folder, 'site.yml'), playbook.slice(0, playbook.indexOf('    - name: Line')));
    const { code, stdout } = await run('--check');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /changed=3/);
    assert.throws(() => readFileSync(join(folder, 'made-web', 'copied')), { code: 'ENOENT' });
  });
  it('go on with others where a host cannot be reached, and end with 4', async () => {
    hosts({ web: {}, db: {}, gone: { ansible_port: await freePort() } });
    const { code, stdout } = await run('--private-key', key(), '-u', 'root');
    assert.equal(code, 4, stdout);
    assert.match(stdout, /fatal: \[gone\]: UNREACHABLE! => /);
    assert.match(
      stdout,
      /Failed to connect to the host via ssh: root@127\.0\.0\.1 port \d+: Connection refused\./,
    );
    assert.match(stdout, /db +: ok=11 +changed=4 +unreachable=0/);
    assert.match(stdout, /gone +: ok=0 +changed=0 +unreachable=1 +failed=0/);
    assert.match(stdout, /web +: ok=11 +changed=4 +unreachable=0/);
  });
  it('refuse a host whose key is not known, unless a person says otherwise', async () => {
    hosts({
      web: { ansible_ssh_private_key_file: key(), ansible_ssh_common_args: '-o GlobalKnownHostsFile=none' },
    });
    const { code, stdout } = await run();
    assert.equal(code, 4);
    assert.match(
      stdout,
      /UNREACHABLE!.*Host key verification failed\. Its key is not known: ssh-ed25519 SHA256:/,
    );
    const pinned = await run('-e', JSON.stringify({ drover_host_keys: [sshd.hostKeys.rsa] }));
    assert.equal(pinned.code, 0, pinned.stdout);
    writeFileSync(join(folder, 'ansible.cfg'), '[defaults]\nhost_key_checking = False\n');
    assert.equal((await run()).code, 0);
  });
  it('do not show a password that is wrong', async () => {
    hosts({ web: { ansible_password: 'clown-fish-7' } });
    const { code, stdout, stderr } = await run('-vvv');
    assert.equal(code, 4);
    assert.match(stdout, /UNREACHABLE![\s\S]*Permission denied\./);
    assert.doesNotMatch(stdout + stderr, /clown-fish-7/);
  });
  it('may log in to one host as several users, and reset its connection', async () => {
    hosts({ web: { ansible_ssh_private_key_file: key() } });
    writeFileSync(
      join(folder, 'site.yml'),
      `
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.shell: echo "port=$SSH_CONNECTION"
      register: first
    - ansible.builtin.shell: echo "port=$SSH_CONNECTION"
      register: same
    - meta: reset_connection
    - ansible.builtin.shell: echo "port=$SSH_CONNECTION"
      register: other
    - ansible.builtin.assert: {that: [first.stdout == same.stdout, first.stdout != other.stdout]}
    - ansible.builtin.command: id
      remote_user: nobody-there
      ignore_unreachable: true
      register: refused
    - ansible.builtin.assert: {that: [refused is unreachable, "'nobody-there@' in refused.msg"]}
`,
    );
    const { code, stdout } = await run();
    assert.equal(code, 0, stdout);
  });
  it('become another user by sudo and su, and by nothing else', async () => {
    hosts({ web: { ansible_ssh_private_key_file: key() } });
    writeFileSync(
      join(folder, 'site.yml'),
      `
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.command: id -un
      become: true
      become_user: nobody
      register: other
    - ansible.builtin.command: id -un
      register: own
    - ansible.builtin.assert: {that: [other.stdout == 'nobody', own.stdout == 'root']}
    - ansible.builtin.command: id -un
      become: true
      become_user: nobody
      become_method: su
      register: other
    - ansible.builtin.assert: {that: [other.stdout == 'nobody']}
    - ansible.builtin.command: id -un
      become: true
      become_user: nobody
      become_method: doas
`,
    );
    const { code, stdout } = await run();
    assert.equal(code, 2, stdout);
    assert.match(stdout, /The task wants to become nobody by doas, and drover knows su and sudo/);
    assert.match(stdout, /ok=5 +changed=3 +unreachable=0 +failed=1/);
  });
  it('gather facts of the machine', async () => {
    hosts({ web: { ansible_ssh_private_key_file: key() } });
    writeFileSync(
      join(folder, 'site.yml'),
      `
- hosts: all
  tasks:
    - ansible.builtin.assert: {that: [ansible_facts.system == 'Linux', ansible_facts.hostname | length > 0]}
`,
    );
    const { code, stdout } = await run();
    assert.equal(code, 0, stdout);
  });
});
