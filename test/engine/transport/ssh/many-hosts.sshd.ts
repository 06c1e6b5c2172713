/** Thirty hosts side by side: a connection each, and no more than that of memory and time. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand } from '../../../cli/built.ts';
import { startSshd, type Sshd } from './sshd.ts';

const COUNT = 30;

const playbook = `
- hosts: all
  gather_facts: false
  tasks:
${[1, 2, 3, 4]
  .map(
    (n) => `    - ansible.builtin.shell: sleep 0.3; echo "way $SSH_CONNECTION"
      register: said${n}
      changed_when: false
`,
  )
  .join('')}
    - ansible.builtin.copy: {content: "{{ inventory_hostname }}\\n", dest: "{{ folder }}/{{ inventory_hostname }}"}
    - ansible.builtin.debug:
        msg: "ways {{ [said1, said2, said3, said4] | map(attribute='stdout') | map('split') | map(attribute=2) | unique | join(',') }}"
`;

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  /** The most that stood at once. */
  readonly connections: number;
  readonly megabytes: number;
  readonly seconds: number;
}

describe('thirty hosts over SSH', () => {
  let sshd: Sshd;
  let drover: BuiltCommand;
  let folder = '';
  before(async function () {
    this.timeout(60_000);
    sshd = await startSshd();
    drover = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-thirty-'));
    writeFileSync(join(folder, 'site.yml'), playbook);
    const hosts = Array.from({ length: COUNT }, (_, index) => [`host-${index}`, {}] as const);
    const vars = {
      ...{ ansible_host: '127.0.0.1', ansible_port: sshd.port, folder },
      ansible_ssh_private_key_file: sshd.keys.ed25519,
      ansible_ssh_common_args: `-o UserKnownHostsFile=${sshd.knownHosts}`,
    };
    writeFileSync(
      join(folder, 'hosts.yml'),
      JSON.stringify({ all: { hosts: Object.fromEntries(hosts), vars } }),
    );
  });
  after(async () => {
    drover.remove();
    rmSync(folder, { recursive: true });
    await sshd.stop();
  });

  const run = (forks: number): Promise<Ran> =>
    new Promise((resolve) => {
      const began = Date.now();
      const words = ['run', 'site.yml', '-i', 'hosts.yml', '--output', 'plain', '--forks', String(forks)];
      const child = spawn(process.execPath, [drover.main, ...words], {
        cwd: folder,
        env: { ...process.env, HOME: folder, SSH_AUTH_SOCK: '', XDG_STATE_HOME: join(folder, 'state') },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let stdout = '';
      let [connections, megabytes] = [0, 0];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      const timer = setInterval(() => {
        connections = Math.max(connections, sshd.connections());
        megabytes = Math.max(megabytes, highestMemory(child.pid ?? 0));
      }, 50);
      child.once('close', (code) => {
        clearInterval(timer);
        resolve({ code, stdout, connections, megabytes, seconds: (Date.now() - began) / 1000 });
      });
    });

  it('have one connection each, for all of their tasks', async function () {
    this.timeout(120_000);
    const ran = await run(COUNT);
    assert.equal(ran.code, 0, ran.stdout);
    const ways = [...ran.stdout.matchAll(/"msg": "ways ([\d,]+)"/g)].map(([, ports]) => ports);
    assert.equal(ways.length, COUNT);
    assert.equal(new Set(ways).size, COUNT);
    assert.ok(ways.every((ports) => /^\d+$/.test(ports ?? '')));
    assert.equal(ran.connections, COUNT);
    assert.equal(readFileSync(join(folder, 'host-29'), 'utf8'), 'host-29\n');
    console.error(`      ${COUNT} hosts: ${ran.seconds} s, ${ran.megabytes} MB`);
    assert.ok(ran.megabytes < 350, `${ran.megabytes} MB`);
    assert.ok(ran.seconds < 60, `${ran.seconds} s`);
  });
  it('do not wait for one another longer than forks has it', async function () {
    this.timeout(120_000);
    const [few, all] = [await run(2), await run(COUNT)];
    assert.equal(few.code, 0);
    // Two at a time take 18 seconds of sleep alone, all of them at once little more than one.
    assert.ok(few.seconds > 18, `${few.seconds} s`);
    assert.ok(all.seconds < few.seconds / 1.5, `${all.seconds} s and ${few.seconds} s`);
  });
});

function highestMemory(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
