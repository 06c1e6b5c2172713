import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { firstDifference, volumeFile, writeBytes } from '../support/backend-files.ts';
import { said, type Ended } from '../support/drover.ts';
import type { Inventory } from '../support/inventory.ts';
import { hostOfBed } from './host-of-bed.ts';
import { openMoves, serverNamed, serverOf, volumesOf, type Moves } from './moves.ts';
import { removeSharedHostsAtTheEnd } from './shared-hosts.ts';
import {
  FATAL,
  forgetCopies,
  isCopying,
  moment,
  MOMENTS,
  someData,
  SURVIVED,
  wishFor,
  type Kind,
  type Victim,
} from './troubles.ts';

const NAME = 'faults';
/** MiB of data on each disk, and MiB a second where a copy must last long enough for a fault to meet it. */
const DATA = 32;
const SLOWLY = { os_migrate_copy_limit: 2 };

removeSharedHostsAtTheEnd();

/** What may happen to a migration, on two real clouds with real conversion hosts. */
describe('Servers that are moved under difficulties, on two real clouds', () => {
  let moves: Moves;
  const victims = new Map<string, Victim>();

  const seed = async (name: string, kind: Kind): Promise<void> => {
    const server = await moves.network.boot(wishFor(name, kind));
    const volumeName = kind === 'root' ? name : `${name}-data`;
    const volume = kind === 'root' ? server.root : await moves.network.volume(volumeName);
    await writeBytes(volumeFile('source', volume), 0, someData(DATA));
    if (kind === 'data') await moves.network.attach(server.id, volume);
    victims.set(name, { name, server, volume, volumeName });
  };
  const victim = (name: string): Victim => victims.get(name) ?? assert.fail(`no server ${name}`);

  before('makes a server for each of them', async () => {
    moves = await openMoves({
      name: NAME,
      variables: {
        os_migrate_copy_retries: 40,
        os_migrate_copy_retry_delay: 3,
        os_migrate_copy_chunk_size: 1,
      },
    });
    for (const [place, { kind }] of FATAL.entries()) await seed(`${NAME}-fatal-${place}`, kind);
    for (const place of SURVIVED.keys()) await seed(`${NAME}-survived-${place}`, 'data');
    for (const [place, { kind }] of MOMENTS.entries()) await seed(`${NAME}-killed-${place}`, kind);
    await moves.succeed('run', 'playbooks/export_workloads.yml');
  });
  after('leaves nothing', () => moves.close());

  /** Begins to move a server; `ended` says how that ends. */
  const begin = (name: string, extra = {}): { child: Promise<ChildProcess>; ended: Promise<Ended> } => {
    let started: (child: ChildProcess) => void;
    const child = new Promise<ChildProcess>((resolve) => (started = resolve));
    const ended = moves.move([name], extra, (one) => {
      started(one);
    });
    return { child, ended };
  };
  const isMoved = async (name: string, before: readonly [Inventory, Inventory]): Promise<void> => {
    const { server, volume } = victim(name);
    const { source, destination } = moves;
    const is = await serverNamed(destination, name);
    assert.equal(is.status, 'ACTIVE');
    const [copy] = await volumesOf(destination, is.id);
    assert.ok(copy, 'it has no volume');
    const difference = await firstDifference(
      volumeFile('source', volume),
      volumeFile('destination', copy.id),
    );
    assert.equal(difference, undefined);
    assert.equal((await serverOf(source, server.id)).status, 'SHUTOFF');
    await leavesNothing(before);
  };
  /** The source has what it had, and the destination one server more with its port and its volume. */
  const leavesNothing = async (before: readonly [Inventory, Inventory]): Promise<void> => {
    const now = await moves.inventories();
    const { servers: _servers, ...source } = now[0];
    const { servers: _before, ...had } = before[0];
    assert.deepEqual(source, had);
    const one = new Set(['servers', 'volumes', 'attachments', 'ports']);
    for (const [kind, lines] of Object.entries(now[1]))
      assert.equal(lines.length - (before[1][kind]?.length ?? 0), one.has(kind) ? 1 : 0, kind);
    for (const side of ['source', 'destination'] as const) await hostIsIdle(side);
  };
  const hostIsIdle = async (side: 'source' | 'destination'): Promise<void> => {
    const host = await hostOfBed(moves.data(), side);
    const { stdout } = await host.run('ls -d /tmp/drover-copy-* 2>/dev/null; pgrep -l "^nbd"');
    await host.close();
    assert.equal(stdout, '', `what is left on the host of the ${side}`);
  };

  for (const [place, fault] of FATAL.entries())
    it(`are as they were after ${fault.name}, and are moved by the next run`, async () => {
      const name = `${NAME}-fatal-${place}`;
      const before = await moves.inventories();
      const heal = await fault.arm(moves, victim(name));
      const timeout = fault.seconds === undefined ? {} : { os_migrate_timeout: fault.seconds };
      const ended = await moves.move([name], timeout).finally(heal);
      assert.notEqual(ended.code, 0, 'the run says that all went well');
      assert.match(said(ended), fault.message);
      if (fault.holdsOn !== true) assert.deepEqual(await moves.inventories(), before, said(ended));
      const again = await moves.move([name]);
      assert.equal(again.code, 0, said(again));
      await isMoved(name, before);
    });

  for (const [place, { name: what, strike }] of SURVIVED.entries())
    it(`arrive although ${what} during the copy`, async () => {
      const name = `${NAME}-survived-${place}`;
      const before = await moves.inventories();
      await forgetCopies(moves);
      const { child, ended } = begin(name, SLOWLY);
      const process = await child;
      const isOver = (): boolean => process.exitCode !== null;
      try {
        await moment('data are sent', () => isCopying(moves), isOver);
        await strike(moves);
      } catch (error) {
        // What goes on would stand in the way of all that follow.
        process.kill();
        await ended;
        throw error;
      }
      const end = await ended;
      assert.equal(end.code, 0, said(end));
      await isMoved(name, before);
    });

  for (const [place, { name: what, isCome }] of MOMENTS.entries())
    it(`are moved by the next run, where drover was killed when ${what}`, async () => {
      const name = `${NAME}-killed-${place}`;
      const before = await moves.inventories();
      await forgetCopies(moves);
      moves.forget();
      const { child, ended } = begin(name, SLOWLY);
      const process = await child;
      await moment(
        what,
        () => isCome(moves),
        () => process.exitCode !== null,
      );
      process.kill('SIGKILL');
      assert.equal((await ended).signal, 'SIGKILL', 'drover ended before it could be killed');
      await Promise.all([moves.toSource.settled(), moves.toDestination.settled()]);
      const again = await moves.move([name]);
      assert.equal(again.code, 0, said(again));
      await isMoved(name, before);
    });
});
