import assert from 'node:assert/strict';
import type { JournalEntry, JournaledOperation } from '../../../../engine/module.ts';
import { undoSteps } from '../../../../modules/openstack/undo/steps.ts';

type Written = Partial<JournalEntry> & {
  readonly made?: string;
  readonly state?: JournaledOperation['state'];
};

/** Operations as journals have them, numbered in order. */
function journal(...all: readonly Written[]): readonly JournaledOperation[] {
  return all.map(({ made, state = 'done', ...entry }, index) => ({
    number: index + 1,
    state,
    ...(made === undefined ? {} : { id: made }),
    after: { port_id: 'port-1' },
    entry: {
      operation: 'create',
      kind: 'openstack.network',
      name: `operation ${index + 1}`,
      undo: { service: 'network', call: { method: 'DELETE', path: '/networks/{id}' } },
      ...entry,
    },
  }));
}

const numbers = (operations: readonly JournaledOperation[]): readonly number[] =>
  undoSteps(operations).map(({ number }) => number);

describe('undoSteps', () => {
  it('goes backwards, with the ids that the cloud gave', () => {
    const steps = undoSteps(journal({ made: 'a' }, { made: 'b' }));
    assert.deepEqual(
      steps.map(({ number, call }) => [number, call?.path]),
      [
        [2, '/networks/b'],
        [1, '/networks/a'],
      ],
    );
  });

  it('leaves out what failed, and what an older drover wrote', () => {
    assert.deepEqual(
      numbers(journal({ made: 'a' }, { state: 'failed' }, { made: 'c', undo: undefined })),
      [1],
    );
  });

  it('keeps what was begun and has no end', () => {
    const [step] = undoSteps(journal({ state: 'intended' }));
    assert.equal(step?.id, undefined);
    assert.equal(step?.call?.path, '/networks/{id}');
  });

  it('leaves out changes of what it made, and what it removed of it', () => {
    const update: Written = {
      operation: 'update',
      id: 'a',
      undo: { service: 'network', call: { method: 'PUT', path: '/networks/a', body: {} } },
    };
    const rule: Written = {
      operation: 'delete',
      kind: 'openstack.security_group_rule',
      id: 'r',
      undo: { service: 'network', call: { method: 'POST', path: '/rules', body: { rule: { group: 'a' } } } },
    };
    assert.deepEqual(numbers(journal({ made: 'a' }, update, rule)), [1]);
    assert.deepEqual(numbers(journal(update, rule)), [2, 1]);
  });

  it('takes a change back that came after things of other kinds: it may lean on them', () => {
    const router = { kind: 'openstack.router', made: 'r' } as const;
    const interfaces: Written = { kind: 'openstack.router_interface', operation: 'act', id: 'r' };
    const routes: Written = { kind: 'openstack.router', operation: 'update', id: 'r' };
    assert.deepEqual(numbers(journal(router, interfaces, routes)), [3, 2, 1]);
    assert.deepEqual(numbers(journal(router, routes, interfaces)), [3, 1]);
  });

  it('leaves out what it made and removed again', () => {
    assert.deepEqual(numbers(journal({ made: 'a' }, { operation: 'delete', id: 'a' })), []);
  });

  it('leaves out what goes with what it belongs to, and keeps what nothing takes back', () => {
    const alone: Written = { undo: { service: 'network', call: 'with-parent' }, made: 'x' };
    const lasting: Written = { undo: { service: 'network', call: { impossible: 'it lasts' } }, made: 'y' };
    const steps = undoSteps(journal(alone, lasting));
    assert.deepEqual(
      steps.map(({ number, call, impossible }) => [number, call, impossible]),
      [[2, undefined, 'it lasts']],
    );
  });

  it('puts what the answer said into paths', () => {
    const call = { method: 'PUT', path: '/routers/r/remove_router_interface', needs: '/ports/{port_id}' };
    const [step] = undoSteps(journal({ operation: 'act', id: 'r', undo: { service: 'network', call } }));
    assert.equal(step?.call?.needs, '/ports/port-1');
  });

  describe('across clouds', () => {
    const attachments = '/servers/s/os-volume_attachments';
    const source = {
      operation: 'act',
      cloud: 'source (a:5000)',
      kind: 'openstack.volume_attachment',
    } as const;
    const volumeAttachment = (volume: string, device: string) => ({
      volumeAttachment: { volumeId: volume, device },
    });
    const taken = (volume: string, device = '/dev/vdb'): Written => ({
      ...source,
      id: volume,
      undo: {
        service: 'compute',
        call: { method: 'POST', path: attachments, body: volumeAttachment(volume, device) },
      },
    });
    const given = (volume: string, server = 's'): Written => ({
      ...source,
      id: volume,
      undo: {
        service: 'compute',
        microversion: '2.79',
        call: { method: 'DELETE', path: `/servers/${server}/os-volume_attachments/${volume}` },
      },
    });
    const power = (action: string, back: string): Written => ({
      ...source,
      kind: 'openstack.server',
      id: 's',
      after: { [action]: null },
      undo: {
        service: 'compute',
        call: { method: 'POST', path: '/servers/s/action', body: { [back]: null } },
      },
    });

    it('keeps whose cloud it was, and the microversion', () => {
      const [step] = undoSteps(journal(given('v')));
      assert.deepEqual([step?.side, step?.cloud, step?.microversion], ['source', 'source (a:5000)', '2.79']);
      assert.equal(undoSteps(journal({ made: 'a' }))[0]?.side, 'destination');
      assert.equal(undoSteps(journal({ made: 'a', cloud: 'sourceforge' }))[0]?.side, 'destination');
    });

    it('leaves out what was taken and given back, and what was given and taken again', () => {
      assert.deepEqual(numbers(journal(taken('v'), given('v'))), []);
      assert.deepEqual(numbers(journal(given('v', 'host'), taken('w'), taken('v'), given('v'))), [2, 1]);
      assert.deepEqual(numbers(journal(power('os-stop', 'os-start'), power('os-start', 'os-stop'))), []);
    });

    it('goes back to what there was first, and asks the cloud where an end is not known', () => {
      const stop = power('os-stop', 'os-start');
      assert.deepEqual(numbers(journal(stop, power('os-start', 'os-stop'), stop)), [1]);
      assert.deepEqual(numbers(journal(taken('v'), { ...given('v'), state: 'intended' })), [1]);
    });

    it('gives volumes back last, in the order of their devices', () => {
      const away = (volume: string, device: string): readonly Written[] => [
        taken(volume, device),
        given(volume, 'host'),
      ];
      const stop = power('os-stop', 'os-start');
      const all = journal(
        stop,
        ...away('c', '/dev/vdaa'),
        ...away('a', '/dev/vdb'),
        ...away('b', '/dev/vdc'),
      );
      assert.deepEqual(numbers(all), [7, 5, 3, 4, 6, 2, 1]);
    });

    it('tells things of one id at two clouds apart', () => {
      assert.deepEqual(
        numbers(
          journal(
            { made: 'a', cloud: 'source (x)' },
            { operation: 'delete', id: 'a', cloud: 'destination (y)' },
          ),
        ),
        [2, 1],
      );
    });

    it('leaves out what a server does that is removed, but not a volume that somebody lent it', () => {
      const made: Written = { kind: 'openstack.server', made: 's', cloud: 'source (a:5000)' };
      assert.deepEqual(numbers(journal(made, power('os-stop', 'os-start'), given('v'))), [3, 1]);
    });

    it('names a thing, and whose it is', () => {
      const name = 'server "web"';
      const names = undoSteps(
        journal(
          { name, kind: 'openstack.server', made: 'a', after: { server: { name: 'web' } } },
          { name, kind: 'openstack.volume', made: 'b', after: { volume: { name: 'data' } } },
          { name, kind: 'openstack.volume_attachment', operation: 'act', id: 'c' },
        ),
      ).map((step) => step.name);
      assert.deepEqual(names, [
        'attachment of volume c (server "web")',
        'volume "data" of server "web"',
        'server "web"',
      ]);
    });
  });
});
