import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPostForm, type Trust } from '../../../../modules/aws/api/post-form.ts';
import type { Controller } from '../../../../modules/aws/controller/controller.types.ts';
import { createController } from '../../../../modules/aws/controller/create-controller.ts';
import { createSession, type Patience } from '../../../../modules/aws/controller/session.ts';
import { openLoopbackController, type LoopbackController } from '../../../clouds/controller/controller.ts';

const patience: Patience = { tries: 3, pauseMs: 1, readyMs: 500, timeoutMs: 5000 };
const password = 'Aviatrix-123!';

describe('modules/aws/controller', () => {
  let cloud: LoopbackController;

  before(async () => {
    cloud = await openLoopbackController();
  });

  after(() => cloud.close());

  beforeEach(() => {
    cloud.calls.length = 0;
    cloud.state.faults.length = 0;
    cloud.state.sessions.clear();
    cloud.state.sessionCalls = Number.MAX_SAFE_INTEGER;
    cloud.state.gateways.splice(
      0,
      Infinity,
      gateway('spoke'),
      { ...gateway('spoke-hagw'), standbyOf: 'spoke' },
      gateway('other'),
    );
    cloud.state.attachments.splice(0, Infinity, { vpcId: 'vpc-1', transit: 'tgw', cidrs: ['10.1.0.0/16'] });
  });

  const gateway = (name: string) => ({
    name,
    vpcId: 'vpc-1',
    region: 'us-east-1',
    account: 'shop',
    advertised: [],
    isUp: true,
    notReady: 0,
  });

  const open = (change: { trust?: Trust; password?: string; url?: string } = {}): Controller =>
    createController(
      createSession({
        url: change.url ?? `https://127.0.0.1:${cloud.port}/v1/api`,
        login: { username: 'admin', password: change.password ?? password },
        post: createPostForm(change.trust ?? { fingerprint: cloud.fingerprint.replaceAll(':', '') }),
        patience,
      }),
      patience,
    );
  const actions = () => cloud.calls.map(({ action }) => action);

  it('lists gateways in our terms', async () => {
    const [spoke, standby] = await open().spokeGateways();
    assert.deepEqual(spoke, {
      name: 'spoke',
      vpcId: 'vpc-1',
      region: 'us-east-1',
      account: 'shop',
      advertised: [],
      isUp: true,
      isHighAvailability: false,
    });
    assert.equal(standby?.isHighAvailability, true);
  });

  it('has gateways advertise, and takes it back', async () => {
    const controller = open();
    await controller.advertise('spoke', ['10.2.0.0/17', '10.2.128.0/17']);
    const advertised = async () => (await controller.spokeGateways())[0]?.advertised;
    assert.deepEqual(await advertised(), ['10.2.0.0/17', '10.2.128.0/17']);
    await controller.advertise('spoke', []);
    assert.deepEqual(await advertised(), []);
  });

  it('logs in once, also for calls side by side, and never puts anything into a URL', async () => {
    const controller = open();
    await Promise.all([
      controller.spokeGateways(),
      controller.transitAttachments(),
      controller.spokeGateways(),
    ]);
    assert.equal(actions().filter((action) => action === 'login').length, 1);
    assert.deepEqual(
      [...new Set(cloud.calls.map(({ method, url }) => `${method} ${url}`))],
      ['POST /v1/api'],
    );
  });

  it('logs in again when its session has run out', async () => {
    const controller = open();
    await controller.spokeGateways();
    cloud.forgetSessions();
    await controller.spokeGateways();
    assert.deepEqual(actions(), [
      'login',
      'list_primary_and_ha_spoke_gateways',
      'list_primary_and_ha_spoke_gateways',
      'login',
      'list_primary_and_ha_spoke_gateways',
    ]);
  });

  it('does not log in for ever where sessions never hold', async () => {
    cloud.state.sessionCalls = 0;
    await assert.rejects(open().spokeGateways(), { code: 'controller-failed' });
    assert.equal(actions().filter((action) => action === 'login').length, 3);
  });

  it('tells who was not let in, and does not tell the password', async () => {
    await assert.rejects(open({ password: 'wrong-secret' }).spokeGateways(), (error: Error) => {
      assert.match(error.message, /does not let admin in: Invalid username or password/);
      assert.doesNotMatch(JSON.stringify(error) + error.message, /wrong-secret/);
      return true;
    });
  });

  it('hides secrets that the controller itself repeats', async () => {
    cloud.fault({ kind: 'refuse', action: 'login', reason: `no such user with ${password}` });
    await assert.rejects(open().spokeGateways(), (error: Error) => {
      assert.match(error.message, /\[redacted\]/);
      assert.ok(!error.message.includes(password));
      return true;
    });
  });

  for (const fault of [{ kind: 'status', status: 502 }, { kind: 'garbage' }, { kind: 'drop' }] as const)
    it(`asks again after ${fault.kind}`, async () => {
      cloud.fault({ ...fault, action: 'list_all_tgw_attachments', times: 2 });
      assert.equal((await open().transitAttachments()).length, 1);
    });

  it('gives up in the end, saying what it got', async () => {
    cloud.fault({ kind: 'status', status: 503, times: 9 });
    await assert.rejects(open().spokeGateways(), {
      code: 'controller-unreachable',
      message: /3 times: it answers with status 503/,
    });
  });

  it('waits for a gateway that is not connected yet', async () => {
    cloud.state.gateways[0]!.notReady = 3;
    await open().advertise('spoke', ['10.2.0.0/16']);
    assert.deepEqual(cloud.state.gateways[0]!.advertised, ['10.2.0.0/16']);
  });

  it('says that it is not ready when it never is', async () => {
    cloud.state.gateways[0]!.notReady = 1e6;
    await assert.rejects(open().advertise('spoke', ['10.2.0.0/16']), {
      code: 'controller-failed',
      message: /not ready/,
    });
  });

  it('tells what the controller refuses: CIDRs that overlap, gateways that are not there', async () => {
    await assert.rejects(open().advertise('spoke', ['10.1.0.0/16']), {
      message: /refused edit_gateway_advertised_cidr .*overlaps/,
    });
    await assert.rejects(open().advertise('none', ['10.3.0.0/16']), {
      message: /Gateway none does not exist/,
    });
    await open().advertise('spoke', ['10.1.0.0/17', '10.1.128.0/17']);
  });

  it('detaches, waiting for the task', async () => {
    cloud.state.taskSteps = 2;
    const controller = open();
    assert.deepEqual(await controller.transitAttachments(), [
      { name: 'vpc-1', vpcId: 'vpc-1', transit: 'tgw' },
    ]);
    await controller.detachFromTransit({ vpc: 'vpc-1', transit: 'tgw' });
    assert.equal(cloud.state.attachments.length, 0);
    assert.equal(actions().filter((action) => action === 'check_task_status').length, 3);
  });

  it('takes a detachment for done whose answer was lost', async () => {
    cloud.fault({ kind: 'drop-after', action: 'detach_vpc_from_tgw' });
    await open().detachFromTransit({ vpc: 'vpc-1', transit: 'tgw' });
    assert.equal(cloud.state.attachments.length, 0);
  });

  it('tells of a detachment that is refused', async () => {
    cloud.fault({ kind: 'refuse', action: 'detach_vpc_from_tgw', reason: 'in use' });
    await assert.rejects(open().detachFromTransit({ vpc: 'vpc-1', transit: 'tgw' }), { message: /in use/ });
  });

  it('ends with its signal while it waits', async () => {
    cloud.state.gateways[0]!.notReady = 1e6;
    const slow = createController(
      createSession({
        url: `https://127.0.0.1:${cloud.port}/v1/api`,
        login: { username: 'admin', password },
        post: createPostForm({ fingerprint: cloud.fingerprint.replaceAll(':', '') }),
        patience: { ...patience, pauseMs: 20_000, readyMs: 60_000 },
      }),
      patience,
    );
    const end = AbortSignal.timeout(200);
    await assert.rejects(slow.advertise('spoke', ['10.2.0.0/16'], end));
    assert.ok(end.aborted);
  });

  describe('trust', () => {
    it('is in an authority', async () => {
      const { readFileSync } = await import('node:fs');
      assert.equal(
        (await open({ trust: { ca: readFileSync(cloud.ca, 'utf8') } }).transitAttachments()).length,
        1,
      );
    });

    it('is not in just anybody: nothing is sent', async () => {
      await assert.rejects(open({ trust: {} }).transitAttachments(), { code: 'controller-certificate' });
      assert.deepEqual(cloud.calls, []);
    });

    it('is not in another certificate than the pinned one, and tells which it is: nothing is sent', async () => {
      const fingerprint = '0'.repeat(64);
      await assert.rejects(open({ trust: { fingerprint } }).transitAttachments(), {
        code: 'controller-certificate',
        message: new RegExp(cloud.fingerprint.replaceAll(':', '')),
      });
      assert.deepEqual(cloud.calls, []);
    });

    it('is not in a server without TLS', async () => {
      const plain: Server = createServer((_request, response) => response.end('{}'));
      await new Promise<void>((ready) => plain.listen(0, '127.0.0.1', ready));
      const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}/v1/api`;
      await assert.rejects(open({ url }).transitAttachments(), { code: 'controller-unreachable' });
      plain.close();
    });
  });
});
