/** The cycle of a switch on the bed: plan, switch, again, revert, switch, with the calls that were really made. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { callText } from '../../../modules/aws/switch/run/operation-row.ts';
import { CLEANUP, DISCOVERY, REVERT, SWITCH } from './support/playbooks.ts';
import { routingOf } from './support/routing-of.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const ALL = { rm_static_route: true, rm_propagated_route: true };

/** Calls that change something, as a plan shows them; ids of associations are known only when it is time. */
async function writesOf({ bed, controller }: SwitchGround): Promise<readonly string[]> {
  const calls = (await bed.calls()).filter(
    ({ service, action }) => service === 'ec2' && !/^(Describe|Search|Get)/.test(action),
  );
  const edits = controller.calls.filter(({ action }) => action === 'edit_gateway_advertised_cidr');
  const written = [
    ...edits.map(({ action, input }) => callText({ action, input: textsOf(input) })),
    ...calls.map(({ action, input }) => callText({ service: 'ec2', action, input: textsOf(input) })),
  ];
  return written.map((text) => inOrder(text.replace(/rtbassoc-\w+/, '$association')));
}

const textsOf = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(input)
      .filter(([key]) => !['action', 'Action', 'Version'].includes(key))
      .map(([key, value]) => [key, String(value)]),
  );

/** Its parameters by name. */
const inOrder = (call: string): string =>
  call.replace(/\((.*)\)$/, (_all, input: string) => `(${input.split(', ').toSorted().join(', ')})`);

describe('the switch of seven VPCs in two accounts and regions', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let original: unknown;
  let switched: unknown;
  before(async () => {
    ground = await openGround({ sections: { cleanup: { resources: [] } } });
    original = await routingOf(ground);
  });
  after(() => ground.close());

  const run = async (playbook: string, args: readonly string[] = [], variables = {}) => {
    await ground.bed.forgetCalls();
    ground.controller.calls.length = 0;
    const ended = await ground.drover(['run', playbook, ...args], { variables });
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };

  const terraformOf = (shape: string): readonly string[] => {
    const { vpc, shape: built } = ground.vpc(shape);
    const files = readdirSync(join(ground.folder, 'terraform', built.account));
    return files.filter((name) => name.includes(vpc)).toSorted();
  };

  it('begins with a discovery', async () => {
    await run(DISCOVERY);
    assert.ok(terraformOf('plain').length >= 2, terraformOf('plain').join(' '));
  });

  it('is planned without a write', async () => {
    await ground.bed.forgetCalls();
    const ended = await ground.drover(['plan', SWITCH], { variables: ALL });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(await writesOf(ground), []);
    assert.match(ended.stdout, /back by ec2:ReplaceRouteTableAssociation/);
    assert.deepEqual(await routingOf(ground), original);
  });

  it('makes exactly the calls of the plan', async () => {
    const planned = await ground.drover(['plan', SWITCH, '--output', 'json'], { variables: ALL });
    const ended = await run(SWITCH, ['--output', 'json'], { ...ALL, switch_parallel: 1 });
    const announced = callsIn(planned.stdout);
    assert.ok(announced.length > 30, String(announced.length));
    assert.deepEqual(callsIn(ended.stdout), announced);
    const made = await writesOf(ground);
    const isOfAws = (call: string): boolean => call.startsWith('ec2:');
    assert.deepEqual(made.filter(isOfAws), announced.map(inOrder).filter(isOfAws));
    assert.deepEqual(made.toSorted(), announced.map(inOrder).toSorted());
    assert.match(terraformOf('plain').join(' '), /\.associations\.tf .*\.switched\.auto\.tfvars/);
    switched = await routingOf(ground);
    assert.notDeepEqual(switched, original);
  });

  it('does nothing the second time', async () => {
    await run(SWITCH, [], ALL);
    assert.deepEqual(await writesOf(ground), []);
  });

  it('is reverted for one VPC', async () => {
    const { vpc } = ground.vpc('plain');
    await run(REVERT, ['--vpc', vpc]);
    const writes = await writesOf(ground);
    assert.ok(writes.length > 5, writes.join('\n'));
    await run(SWITCH, ['--vpc', vpc], ALL);
    assert.deepEqual(await routingOf(ground), switched);
  });

  it('is reverted to exactly the routing that was there', async () => {
    await run(REVERT);
    assert.deepEqual(await routingOf(ground), original);
    assert.doesNotMatch(terraformOf('plain').join(' '), /associations|switched/);
    await run(REVERT);
    assert.deepEqual(await writesOf(ground), []);
  });

  it('can be switched again, is cleaned up, and has no way back then', async () => {
    await run(SWITCH, [], ALL);
    assert.deepEqual(await routingOf(ground), switched);
    await run(CLEANUP, [], { vpc_cleanup_confirm: 'yes' });
    const ended = await ground.drover(['run', REVERT]);
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /was cleaned up on/);
  });
});

/** The calls of the plan in a JSON report, in order. */
function callsIn(stdout: string): readonly string[] {
  const events = stdout
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          readonly type: string;
          readonly outcome?: {
            readonly result?: { readonly operations?: readonly { readonly calls: readonly string[] }[] };
          };
        },
    );
  return events.flatMap(({ outcome }) => (outcome?.result?.operations ?? []).flatMap(({ calls }) => calls));
}
