/** Journals and leases in a bucket: another machine goes on, and only one works on a VPC. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DISCOVERY, REVERT, SWITCH } from './support/playbooks.ts';
import { routingOf } from './support/routing-of.ts';
import type { Ended } from '../../cli/built.ts';
import { openGround, said, type DroverOptions, type SwitchGround } from './support/switch-ground.ts';

const variables = { rm_static_route: true };
const s3 = {
  account: '210987654321',
  role_name: 'aviatrix-role-app',
  name: 'drover-switch',
  region: 'us-east-1',
};

describe('a switch with a bucket', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let original: unknown;
  /** Machines that share nothing but the bucket: folders of their own for data and for locks. */
  const machine = (name: string) => ({
    data: name,
    variables,
    environment: { XDG_STATE_HOME: join(ground.folder, `state-${name}`) },
  });
  before(async () => {
    ground = await openGround({ shapes: ['closed', 'office'], sections: { aws: { s3 } } });
    original = await routingOf(ground);
  });
  after(() => ground.close());

  it('is reverted at once after its run was killed, from another data directory', async () => {
    const first = machine('killed');
    const preload = pathToFileURL(join(import.meta.dirname, 'support', 'kill-before-line.mjs')).href;
    const environment = { ...first.environment, NODE_OPTIONS: `--import=${preload}`, KILL_BEFORE: '14' };
    const killed = await ground.drover(['run', SWITCH], { ...first, environment });
    assert.equal(killed.code, null, said(killed));
    assert.notDeepEqual(await routingOf(ground), original);
    const back = await ground.drover(['run', REVERT], machine('other'));
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
  });

  it('is reverted from another machine', async () => {
    const ended = await ground.drover(['run', SWITCH], machine('first'));
    assert.equal(ended.code, 0, said(ended));
    assert.notDeepEqual(await routingOf(ground), original);
    const back = await ground.drover(['run', REVERT], machine('second'));
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
    const again = await ground.drover(['run', REVERT], machine('first'));
    assert.equal(again.code, 0, said(again));
    assert.deepEqual(await routingOf(ground), original);
  });

  it('has one operator at a time, whatever the machine', async () => {
    await ground.bed.fault({ kind: 'delay', action: 'ReplaceRouteTableAssociation', ms: 4000 });
    const one = ground.drover(['run', SWITCH], machine('first'));
    await new Promise((resolve) => setTimeout(resolve, 6000));
    const other = await ground.drover(['run', SWITCH], machine('second'));
    assert.equal(other.code, 2, said(other));
    assert.match(said(other), /Another run works on vpc-|another run has written/i);
    const ended = await one;
    assert.equal(ended.code, 0, said(ended));
    await ground.bed.clearFaults();
    const back = await ground.drover(['run', REVERT], machine('third'));
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
  });

  it('brings the files of Terraform to the bucket, and to another machine', async () => {
    const keeping = (name: string, kept: Readonly<Record<string, boolean>>) => ({
      ...machine(name),
      variables: { ...variables, ...kept },
    });
    const folder = join(ground.folder, 'terraform');
    const associations = (paths: readonly string[]): readonly string[] =>
      paths.filter((path) => path.endsWith('.associations.tf'));
    const kept = async (): Promise<readonly string[]> => {
      const place = { account: s3.account, role: s3.role_name, region: s3.region };
      const { Contents = [] } = await ground.aws.call(place, 's3', 'ListObjectsV2', { Bucket: s3.name });
      return associations(Contents.flatMap(({ Key }) => Key ?? []));
    };
    const here = (): readonly string[] =>
      associations(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
    const run = async (playbook: string, options: DroverOptions): Promise<Ended> => {
      const ended = await ground.drover(['run', playbook], options);
      assert.equal(ended.code, 0, said(ended));
      return ended;
    };

    await run(DISCOVERY, machine('first'));
    await run(SWITCH, keeping('first', { s3backup: true }));
    assert.equal(here().length, 2, here().join(' '));
    assert.equal((await kept()).length, 2);
    rmSync(folder, { recursive: true });

    const again = await run(SWITCH, keeping('second', { s3download: true }));
    assert.match(again.stdout, /changed=0/);
    assert.equal(here().length, 2, here().join(' '));
    rmSync(folder, { recursive: true });

    await run(REVERT, keeping('third', { s3download: true, s3backup: true }));
    assert.deepEqual(here(), []);
    assert.ok(readdirSync(folder).length > 1);
    assert.deepEqual(await kept(), []);
    assert.deepEqual(await routingOf(ground), original);
  });

  it('makes the bucket where nothing has needed it before', async () => {
    const name = 'drover-first-time';
    const again = await openGround({ shapes: ['closed'], sections: { aws: { s3: { ...s3, name } } } });
    try {
      const kept = { variables: { ...variables, s3download: true, s3backup: true } };
      const ended = await again.drover(['run', SWITCH], kept);
      assert.equal(ended.code, 0, said(ended));
      assert.doesNotMatch(said(ended), /could not be brought/);
    } finally {
      await again.close();
    }
  });
});
