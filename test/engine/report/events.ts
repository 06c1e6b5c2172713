/** A short run as events, for the tests of all sinks. */
import type { Outcome, RunEvent, TaskIdentity } from '../../../engine/run/events.ts';

const task = (id: number, name: string, action: string): TaskIdentity => ({
  id,
  name,
  action,
  handler: false,
});

const outcome = (
  status: Outcome['status'],
  result: Record<string, unknown>,
  more: Partial<Outcome> = {},
): Outcome => ({
  host: 'localhost',
  status,
  ignored: false,
  result,
  durationMs: 1,
  ...more,
});

const create = outcome(
  'changed',
  { changed: true },
  {
    plan: {
      action: 'create',
      subject: 'network web',
      reason: 'it is not there',
      changes: [
        { pointer: '/mtu', before: undefined, after: 1400 },
        { pointer: '/description', before: undefined, after: '' },
      ],
      drift: [],
    },
  },
);

const drifting = outcome(
  'ok',
  { changed: false },
  {
    plan: {
      action: 'unchanged',
      subject: 'network db',
      reason: 'what can be changed is as asked for',
      changes: [],
      drift: [{ pointer: '/is_vlan_transparent', before: false, after: true }],
    },
  },
);

export const shortRun: readonly RunEvent[] = [
  { type: 'run-start', playbooks: ['site.yml'], checkMode: false, diffMode: true },
  { type: 'play-start', name: 'Move the network layer', hosts: ['localhost'] },
  { type: 'task-start', task: task(1, 'greet', 'core.debug'), hosts: ['localhost'] },
  {
    type: 'result',
    task: task(1, 'greet', 'core.debug'),
    outcome: outcome('ok', { changed: false, msg: 'hello', _ansible_verbose_always: true }),
    loop: false,
  },
  {
    type: 'task-start',
    task: task(2, 'import_networks : import networks', 'openstack.import_network'),
    hosts: ['localhost'],
  },
  {
    type: 'item',
    task: task(2, 'import_networks : import networks', 'openstack.import_network'),
    outcome: create,
    label: 'web',
    index: 0,
    count: 3,
  },
  {
    type: 'item',
    task: task(2, 'import_networks : import networks', 'openstack.import_network'),
    outcome: drifting,
    label: 'db',
    index: 1,
    count: 3,
  },
  {
    type: 'item',
    task: task(2, 'import_networks : import networks', 'openstack.import_network'),
    outcome: outcome('failed', {
      changed: false,
      failed: true,
      msg: 'Quota exceeded for resources: network.',
      help: 'Ask for a higher quota.',
    }),
    label: 'bad',
    index: 2,
    count: 3,
  },
  {
    type: 'result',
    task: task(2, 'import_networks : import networks', 'openstack.import_network'),
    outcome: outcome(
      'failed',
      { changed: true, failed: true, msg: 'One or more items failed', results: [] },
      { ignored: true },
    ),
    loop: true,
  },
  { type: 'task-start', task: task(3, 'write', 'host.copy'), hosts: ['localhost'] },
  {
    type: 'diff',
    task: task(3, 'write', 'host.copy'),
    host: 'localhost',
    diffs: [{ before: 'one\ntwo\n', after: 'one\n2\n', beforeHeader: 'a', afterHeader: 'a' }],
  },
  {
    type: 'result',
    task: task(3, 'write', 'host.copy'),
    outcome: outcome('changed', { changed: true, dest: 'a' }),
    loop: false,
  },
  { type: 'task-start', task: task(4, 'skip', 'core.command'), hosts: ['localhost'] },
  {
    type: 'result',
    task: task(4, 'skip', 'core.command'),
    outcome: outcome('skipped', { changed: false, skipped: true }),
    loop: false,
  },
  { type: 'no-hosts-left' },
  {
    type: 'recap',
    stats: [
      { host: 'localhost', ok: 3, changed: 1, unreachable: 0, failed: 0, skipped: 1, rescued: 0, ignored: 1 },
    ],
    elapsedMs: 12,
  },
];
