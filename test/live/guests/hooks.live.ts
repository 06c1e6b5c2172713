import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { said } from '../support/drover.ts';
import { guestKey, openGuest } from '../support/guests.ts';
import type { BootedServer } from '../support/guest-network.ts';
import { floatingAddress, openMoves, serverNamed, serverOf, type Moves } from './moves.ts';
import { removeSharedHostsAtTheEnd } from './shared-hosts.ts';

const NAME = 'hook';
const GUEST = `${NAME}-volume`;
const OTHER = `${NAME}-image`;

removeSharedHostsAtTheEnd();

/** What a hook does on a guest: it notes on the guest's own disk when it was there, and what it saw of the guest. */
const NOTING = [
  {
    hosts: 'all',
    tasks: [
      {
        name: 'Note',
        'ansible.builtin.shell':
          'echo "{{ drover_phase }} {{ drover_workload.name }} {{ ansible_facts.kernel is defined }}" >> /disk/hooks; sync',
      },
    ],
  },
];

/** It takes the guest down, and comes back. */
const REBOOTING = [
  {
    hosts: 'all',
    gather_facts: false,
    tasks: [
      {
        name: 'What the kernel calls this boot',
        'ansible.builtin.command': 'cat /proc/sys/kernel/random/boot_id',
        register: 'before',
      },
      { name: 'Reboot', 'ansible.builtin.reboot': { reboot_command: 'reboot -f', reboot_timeout: 900 } },
      {
        name: 'And now',
        'ansible.builtin.command': 'cat /proc/sys/kernel/random/boot_id',
        register: 'after',
      },
      { name: 'It is another one', 'ansible.builtin.assert': { that: ['before.stdout != after.stdout'] } },
    ],
  },
];

const FAILING = [
  {
    hosts: 'all',
    gather_facts: false,
    tasks: [{ name: 'Refuse', 'ansible.builtin.command': 'test -e /disk/nothing' }],
  },
];

/** Hooks on real guests: over SSH, at both clouds, whose host keys only their consoles have shown. */
describe('Hooks on guests, on two real clouds', () => {
  let moves: Moves;
  const booted = new Map<string, BootedServer>();
  const server = (name: string): BootedServer => booted.get(name) ?? assert.fail(`no server ${name}`);
  const hooksWith = (hooks: object) => ({
    hooks,
    hooks_host_vars: {
      ansible_user: 'root',
      ansible_ssh_private_key_file: guestKey(),
      ansible_ssh_common_args: '-o UserKnownHostsFile=/dev/null',
    },
  });

  before('makes guests at the source', async () => {
    moves = await openMoves({ name: NAME });
    booted.set(GUEST, await moves.network.boot({ name: GUEST, from: 'volume' }));
    booted.set(OTHER, await moves.network.boot({ name: OTHER, from: 'volume' }));
    for (const [name, content] of Object.entries({ noting: NOTING, rebooting: REBOOTING, failing: FAILING }))
      await writeFile(moves.scratch(`${name}.yml`), stringify(content));
    for (const { id, address } of booted.values()) await (await openGuest(moves.source, id, address)).close();
    await moves.succeed('run', 'playbooks/export_workloads.yml');
  });
  after('leaves nothing', () => moves.close());

  it('run on the guest at both clouds, also over a reboot', async () => {
    const noting = { playbook: moves.scratch('noting.yml') };
    const ended = await moves.move(
      [GUEST],
      hooksWith({
        pre_migration: [noting],
        pre_stop: [noting],
        post_create: [noting, { playbook: moves.scratch('rebooting.yml') }],
        post_migration: [noting],
      }),
    );
    assert.equal(ended.code, 0, said(ended));
    assert.match(ended.stdout, /pre_stop .*noting\.yml : changed=1 sha256:/);
    const is = await serverNamed(moves.destination, GUEST);
    const guest = await openGuest(
      moves.destination,
      is.id,
      floatingAddress(is) ?? assert.fail('no floating IP'),
    );
    const notes = (await guest.ask('cat /disk/hooks')).split('\n');
    await guest.close();
    const phases = ['pre_migration', 'pre_stop', 'post_create', 'post_migration'];
    assert.deepEqual(
      notes.map((line) => line.trim()),
      phases.map((phase) => `${phase} ${GUEST} True`),
    );
  });

  it('take a migration back where a test on the new guest fails', async () => {
    const [, before] = await moves.inventories();
    const failing = { playbook: moves.scratch('failing.yml'), on_error: 'rollback' };
    const ended = await moves.move([OTHER], hooksWith({ post_migration: [failing] }));
    assert.equal(ended.code, 2, said(ended));
    assert.match(ended.stdout, /post_migration.*failed=1/);
    const [, after] = await moves.inventories();
    assert.deepEqual(after, before);
    assert.equal((await serverOf(moves.source, server(OTHER).id)).status, 'ACTIVE');
    const again = await moves.move([OTHER]);
    assert.equal(again.code, 0, said(again));
  });
});
