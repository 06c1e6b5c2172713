/**
 * Every playbook of plays/ on hosts: `ansible-playbook` and drover leave two machines in the same state, count the same in
 * their recaps, and find nothing to do the second time. A third machine has no Python.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bringUpHosts, inHost, layersOf, resetHosts, type HostsBed } from '../../beds/hosts/hosts.ts';
import { buildDrover } from '../support/drover.ts';
import { ansible, native, type Engine, type Played } from './support/engines.ts';
import { differences, stateOf, writtenPaths } from './support/files-of-host.ts';

const folder = join(import.meta.dirname, 'plays');
const plays = readdirSync(folder).filter((name) => name.endsWith('.yml'));

const theirs = 'python-1';
const ours = 'python-2';
const bare = 'plain-1';
const runs: readonly (readonly [string, Engine])[] = [
  [theirs, ansible],
  [ours, native],
  [bare, native],
];

describe('playbooks on hosts', function () {
  this.timeout(600_000);
  let bed: HostsBed;

  before(async () => {
    bed = bringUpHosts({ count: 2, plain: 1 });
    await buildDrover();
  });

  for (const play of plays) {
    const playbook = join(folder, play);
    it(`${basename(play, '.yml')}: as Ansible does it, and nothing the second time`, async () => {
      prepare(playbook);
      const each = async (...more: readonly string[]): Promise<readonly Played[]> => {
        const ended: Played[] = [];
        for (const [host, engine] of runs) ended.push(await engine({ bed, playbook, host, more }));
        for (const one of ended) assert.equal(one.code, 0, one.said);
        return ended;
      };
      const [checkedTheirs, checkedOurs] = await each('--check');
      assert.deepEqual(checkedOurs?.recap, checkedTheirs?.recap, both(checkedTheirs, checkedOurs));
      const untouched = compare();
      assert.deepEqual(untouched, [], 'Check mode has changed something.');

      const [first, second, third] = await each();
      assert.deepEqual(second?.recap, first?.recap, both(first, second));
      assert.deepEqual(third?.recap, first?.recap, both(first, third));
      assert.deepEqual(compare(), []);

      const again = await each();
      for (const one of again) assert.equal(one.recap['changed'], 0, one.said);
      assert.deepEqual(again[1]?.recap, again[0]?.recap, both(again[0], again[1]));
      assert.deepEqual(compare(), []);
    });
  }

  /** New hosts, with what the play finds there: NAME.sh beside it, if there is one. */
  function prepare(playbook: string): void {
    const hosts = runs.map(([host]) => host);
    resetHosts(...hosts);
    const script = playbook.replace(/\.yml$/, '.sh');
    if (existsSync(script)) for (const host of hosts) inHost(host, readFileSync(script, 'utf8'));
  }
});

function compare(): readonly string[] {
  const [one, other] = [layersOf(theirs), layersOf(ours)];
  const paths = writtenPaths(one, other);
  return differences(stateOf(one, paths), stateOf(other, paths));
}

const both = (one: Played | undefined, other: Played | undefined): string =>
  `${one?.said ?? ''}\n\n=== drover ===\n${other?.said ?? ''}`;
