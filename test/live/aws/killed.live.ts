/** A switch that is killed hard before every line of its journals: reverted, and gone on with. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REVERT, SWITCH } from './support/playbooks.ts';
import { routingOf } from './support/routing-of.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const VARIABLES = {
  rm_static_route: true,
  rm_propagated_route: true,
  switch_canary: ['auto'],
  switch_parallel: 1,
};
const PRELOAD = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'support', 'kill-before-line.mjs')).href}`,
};

/** Where there is little time, every n-th line. */
const EVERY = Number(process.env['DROVER_KILL_EVERY'] ?? '1');

describe('a switch that is killed', function () {
  this.timeout(1_200_000);
  let ground: SwitchGround;
  let original: unknown;
  let switched: unknown;
  let lines: number;

  const run = async (playbook: string, data: string, environment = {}) =>
    ground.drover(['run', playbook], { data, variables: VARIABLES, environment });
  const succeed = async (playbook: string, data: string, about: string) => {
    const ended = await run(playbook, data);
    assert.equal(ended.code, 0, `${about}:\n${said(ended)}`);
  };
  /** A switch that ends before it writes this line; in a data directory of its own. */
  const killedBefore = async (line: number, playbook: string, data: string): Promise<void> => {
    const ended = await run(playbook, data, { ...PRELOAD, KILL_BEFORE: String(line) });
    assert.equal(ended.code, null, `it ended before line ${line}:\n${said(ended)}`);
  };

  before(async () => {
    ground = await openGround({ shapes: ['closed', 'office'] });
    original = await routingOf(ground);
    const counted = join(ground.folder, 'lines');
    const ended = await run(SWITCH, 'first', { ...PRELOAD, KILL_COUNT: counted });
    assert.equal(ended.code, 0, said(ended));
    lines = Number(readFileSync(counted, 'utf8'));
    assert.ok(lines > 40, String(lines));
    switched = await routingOf(ground);
    await succeed(REVERT, 'first', 'the first revert');
    assert.deepEqual(await routingOf(ground), original);
  });
  after(() => ground.close());

  it('is reverted to exactly the routing that was there, wherever it is killed', async () => {
    for (let line = 1; line <= lines; line += EVERY) {
      const data = `revert-${line}`;
      await killedBefore(line, SWITCH, data);
      await succeed(REVERT, data, `killed before line ${line}`);
      assert.deepEqual(await routingOf(ground), original, `killed before line ${line}`);
    }
  });

  it('is gone on with to the same routing', async () => {
    for (let line = 2; line <= lines; line += 5) {
      const data = `go-on-${line}`;
      await killedBefore(line, SWITCH, data);
      await succeed(SWITCH, data, `killed before line ${line}`);
      assert.deepEqual(await routingOf(ground), switched, `killed before line ${line}`);
      await succeed(REVERT, data, `reverted after line ${line}`);
      assert.deepEqual(await routingOf(ground), original, `reverted after line ${line}`);
    }
  });

  it('is gone on with by its run as well', async () => {
    await killedBefore(12, SWITCH, 'resumed');
    const ended = await ground.drover(['run', '--resume', 'last'], { data: 'resumed' });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(await routingOf(ground), switched);
    const runs = await ground.drover(['runs', 'last'], { data: 'resumed' });
    assert.doesNotMatch(runs.stdout, /begun, and no end/, said(runs));
    await succeed(REVERT, 'resumed', 'reverted');
  });

  it('has a revert that may be killed as well', async () => {
    for (let line = 3; line <= lines - 2; line += 9) {
      const data = `back-${line}`;
      await succeed(SWITCH, data, 'switch');
      await killedBefore(line, REVERT, data);
      await succeed(REVERT, data, `killed before line ${line}`);
      assert.deepEqual(await routingOf(ground), original, `killed before line ${line}`);
    }
  });

  it('ends after the call under way where it is interrupted, and can be gone on with or reverted', async () => {
    for (const [index, line] of [12, 23, lines - 6].entries()) {
      const data = `interrupted-${line}`;
      const environment = { ...PRELOAD, KILL_BEFORE: String(line), KILL_SIGNAL: 'SIGINT' };
      const ended = await run(SWITCH, data, environment);
      assert.notEqual(ended.code, 0, said(ended));
      assert.match(said(ended), /interrupted/i);
      // Whatever was begun has its end in the journal.
      const runs = await ground.drover(['runs', 'last'], { data });
      assert.doesNotMatch(runs.stdout, /begun, and no end/, said(runs));
      const goesOn = index % 2 === 0;
      if (goesOn) {
        await succeed(SWITCH, data, `interrupted at line ${line}`);
        assert.deepEqual(await routingOf(ground), switched, `interrupted at line ${line}`);
      }
      await succeed(REVERT, data, `interrupted at line ${line}`);
      assert.deepEqual(await routingOf(ground), original, `interrupted at line ${line}`);
    }
  });
});
