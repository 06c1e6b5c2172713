import assert from 'node:assert/strict';
import type { JournalEntry, JournaledOperation } from '../../../../../engine/module.ts';
import {
  candidatesFor,
  sourcesIn,
  type Candidates,
} from '../../../../../modules/openstack/workload/leftovers/candidates.ts';

interface Written extends Partial<JournalEntry> {
  readonly state?: JournaledOperation['state'];
  /** What the cloud answered. */
  readonly made?: string;
}

function journal(...all: readonly Written[]): readonly JournaledOperation[] {
  return all.map(({ state = 'done', made, ...entry }, index) => ({
    number: index + 1,
    state,
    ...(made === undefined ? {} : { id: made }),
    entry: {
      operation: 'act',
      kind: 'openstack.volume_attachment',
      name: 'server "web"',
      cloud: 'source (a)',
      source: 'web',
      ...entry,
    },
  }));
}

const attachment = (server: string, volumeId: string, device?: string) => ({
  server,
  volumeAttachment: { volumeId, ...(device === undefined ? {} : { device }) },
});
const attach = (server: string, volume: string): Written => ({ after: attachment(server, volume) });
const detach = (server: string, volume: string, device?: string): Written => ({
  before: attachment(server, volume, device),
});
const make = (kind: string, inner: object, more: Written = {}): Written => ({
  operation: 'create',
  kind: `openstack.${kind}`,
  after: { [kind]: inner },
  ...more,
});
const marked = { name: 'os-migrate-x', metadata: { drover_workload: 'web' } };

const found = (...all: readonly Written[]): Candidates =>
  candidatesFor(journal(...all), new Set(['web', 'data']));
const pairs = (list: Candidates['lent']): readonly string[] =>
  list.map(({ side, server, volume }) => `${side} ${server} ${volume}`);

describe('what journals tell of that was left over', () => {
  it('is what was attached to hosts and taken from servers, and not brought back', () => {
    const { lent, taken } = found(
      detach('web', 'data', '/dev/vdb'),
      attach('host', 'data'),
      { ...attach('far', 'copy'), cloud: 'destination (b)' },
      detach('web', 'logs'),
      attach('web', 'logs'),
    );
    assert.deepEqual(pairs(lent), ['source host data', 'destination far copy']);
    assert.deepEqual(pairs(taken), ['source web data']);
    assert.equal(taken[0]?.device, '/dev/vdb');
  });

  it('is what a run was cut off in, whichever way it went', () => {
    assert.deepEqual(pairs(found({ ...detach('web', 'data'), state: 'intended' }).taken), [
      'source web data',
    ]);
    const back = found(detach('web', 'data'), { ...attach('web', 'data'), state: 'intended' });
    assert.deepEqual(pairs(back.taken), ['source web data']);
    const failed = found(detach('web', 'data'), { ...attach('web', 'data'), state: 'failed' });
    assert.deepEqual(pairs(failed.taken), ['source web data']);
  });

  it('begins anew with each time that all was in order', () => {
    const { lent, taken } = found(
      detach('web', 'data'),
      attach('web', 'data'),
      detach('web', 'data', '/dev/vdc'),
    );
    assert.deepEqual(pairs(lent), []);
    assert.equal(taken[0]?.device, '/dev/vdc');
  });

  it('is what was made for a while and not removed; what has come to stay is none of it', () => {
    const { made } = found(
      make('volume_snapshot', { ...marked, volume_id: 'data' }, { made: 's' }),
      make('volume', marked, { made: 'gone' }),
      { operation: 'delete', kind: 'openstack.volume', id: 'gone' },
      make('image', { name: 'os-migrate-web', server: 'web' }, { state: 'intended' }),
      make(
        'volume',
        { name: 'data', metadata: { drover_copy_of: 'data' } },
        { made: 'v', cloud: 'destination' },
      ),
      make('volume', { name: 'plain', metadata: {} }, { made: 'p', cloud: 'destination' }),
      make('volume', marked, { made: 'f', state: 'failed' }),
    );
    assert.deepEqual(
      made.map(({ side, kind, id, isIncomplete }) => [side, kind, id, isIncomplete]),
      [
        ['source', 'volume_snapshot', 's', false],
        ['source', 'image', undefined, false],
        ['destination', 'volume', 'v', true],
      ],
    );
  });

  it('is of those that were asked for alone', () => {
    const operations = journal(detach('web', 'data'), { ...detach('db', 'x'), source: 'db' });
    assert.deepEqual(pairs(candidatesFor(operations, new Set(['db'])).taken), ['source db x']);
    assert.deepEqual(sourcesIn(operations), ['web', 'db']);
  });

  it('are servers that were stopped last', () => {
    const power = (action: string, id: string): Written => ({
      kind: 'openstack.server',
      id,
      after: { [action]: null },
    });
    const { stopped } = found(power('os-stop', 'a'), power('os-stop', 'b'), power('os-start', 'b'));
    assert.deepEqual(stopped, ['a']);
  });
});
