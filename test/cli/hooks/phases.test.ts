import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';

const noting = (note = ''): unknown => ({ role: 'noting', vars: { note } });
const everyPhase = {
  plan_start: [noting()],
  pre_migration: [noting('{{ inventory_hostname }}')],
  pre_stop: [noting()],
  post_stop: [{ role: 'noting', host: 'localhost' }],
  post_create: [noting()],
  post_migration: [noting()],
  plan_end: [noting('{{ drover_plan.workloads | map(attribute="name") | sort | join(",") }}')],
};

const run = ['run', 'import_workloads.yml', '-e', '@plan.yml'] as const;

describe('Hooks of a plan', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  let workloads = '';
  before(async () => {
    work = await openHookWorkspace(['web', 'db']);
    workloads = readFileSync(join(work.dataDir, 'workloads.yml'), 'utf8');
  });
  afterEach(() => {
    work.restore();
    writeFileSync(join(work.dataDir, 'workloads.yml'), workloads);
  });
  after(() => work.close());

  /** What hooks have noted of one workload, in order. */
  const of = (name: string): readonly string[] =>
    work.notes().flatMap((line) => (line.split(' ')[1] === name ? [line.replace(` ${name}`, '')] : []));

  it('run in their order, on each server, once', async () => {
    work.plan(everyPhase);
    const { stdout } = await work.succeed(...run);
    const expected = ['pre_stop', 'post_stop', 'post_create', 'post_migration'];
    assert.deepEqual(of('web'), ['pre_migration web', ...expected]);
    assert.deepEqual(of('db'), ['pre_migration db', ...expected]);
    const all = work.notes();
    assert.equal(all[0], 'plan_start -');
    assert.equal(all.at(-1), 'plan_end - db,web');
    assert.match(stdout, /HOOKS \*+\nplan_start noting : changed=1 sha256:[0-9a-f]{64}\n/);
    assert.match(stdout, /post_migration noting : changed=2 sha256:[0-9a-f]{64}\n/);
  });

  it('do nothing in a second run, which has nothing to migrate', async () => {
    work.plan(everyPhase);
    await work.succeed(...run);
    const before = work.notes();
    const { stdout } = await work.succeed(...run);
    assert.deepEqual(work.notes(), before);
    assert.doesNotMatch(stdout, /hook /);
  });

  it('are in check mode where the run is, and tell of those that cannot be tried', async () => {
    work.plan(everyPhase);
    const { stdout } = await work.succeed('plan', 'import_workloads.yml', '-e', '@plan.yml');
    assert.deepEqual(work.notes(), []);
    assert.match(
      stdout,
      /hook pre_migration of web: noting on web: ok \([\d.]+ s, sha256:[0-9a-f]{12}, check mode\)/,
    );
    assert.match(
      stdout,
      /hook post_create of web: noting on web: skipped \(check mode\)\n {4}web has no address/,
    );
    assert.equal(work.there.things('/servers', 'compute').length, 0);
  });

  it('are chosen by name, pattern and condition', async () => {
    work.plan({
      pre_migration: [
        { role: 'noting', vars: { note: 'name' }, workloads: ['web'] },
        { role: 'noting', vars: { note: 'pattern' }, workloads: [{ regex: '^d' }] },
        { role: 'noting', vars: { note: 'condition' }, when: "drover_workload.name == 'db'" },
        { role: 'noting', vars: { note: 'never' }, when: false },
      ],
    });
    await work.succeed(...run);
    assert.deepEqual(of('web'), ['pre_migration name']);
    assert.deepEqual(of('db'), ['pre_migration pattern', 'pre_migration condition']);
  });

  it('and variables of hosts may have other names: their templates are about each server', async () => {
    work.plan('{{ my_hooks }}', {
      my_hooks: {
        pre_stop: [
          {
            role: 'noting',
            when: "drover_workload.name == 'web'",
            vars: { note: '{{ drover_workload.name | upper }} {{ my_port }}' },
          },
        ],
      },
      hooks_host_vars: '{{ my_way }}',
      my_way: { ansible_connection: "{{ 'local' if drover_workload.name else 'ssh' }}", my_port: 1 },
      my_port: 2,
    });
    await work.succeed(...run);
    assert.deepEqual(work.notes(), ['pre_stop web WEB 2']);
  });

  it('stand with a record, too', async () => {
    work.plan({ pre_migration: [noting('plan')] });
    const path = join(work.dataDir, 'workloads.yml');
    const file = parse(workloads) as { resources: { params: { name: string }; _migration_params: object }[] };
    for (const record of file.resources)
      if (record.params.name === 'web')
        Object.assign(record._migration_params, {
          hooks: { pre_migration: [noting('{{ drover_workload.name }} itself')] },
        });
    writeFileSync(path, stringify(file));
    await work.succeed(...run);
    assert.deepEqual(of('web'), ['pre_migration plan', 'pre_migration web itself']);
    assert.deepEqual(of('db'), ['pre_migration plan']);
  });

  it('have what they need: variables, facts of the host, files of Forklift', async () => {
    work.write(
      'site.yml',
      stringify([
        {
          hosts: 'all',
          gather_facts: false,
          vars_files: ['plan.yml', 'workload.yml'],
          tasks: [
            {
              name: 'tell',
              'ansible.builtin.copy': {
                dest: '{{ notes_file }}.{{ drover_workload.name }}',
                content:
                  '{{ {"plan": plan_name, "files": [phase, vms | map(attribute="name") | sort, vm.name, vm.ipAddress, vm.ipaddress], "workload": drover_workload, "template": lookup("template", "x.j2")} | to_json }}',
              },
            },
          ],
        },
      ]),
    );
    work.write('templates/x.j2', 'of {{ drover_workload.name }}');
    work.plan({ post_migration: [{ playbook: 'site.yml' }] }, { plan_name: 'wave-1' });
    await work.succeed(...run);
    const told = JSON.parse(readFileSync(join(work.folder, 'notes.web'), 'utf8')) as Record<string, unknown>;
    const workload = told['workload'] as Record<string, unknown>;
    const { address } = workload;
    assert.match(String(address), /^10\.9\.0\.\d+$/);
    assert.deepEqual(told['files'], ['post_migration', ['db', 'web'], 'web', address, address]);
    assert.equal(told['plan'], 'wave-1');
    assert.equal(told['template'], 'of web');
    assert.equal(workload['name'], 'web');
    assert.ok((workload['destination_addresses'] as string[]).includes(String(address)));
    assert.equal(workload['user_data'], undefined);
  });

  const STATES =
    '{{ drover_plan.workloads | sort(attribute="name") | map(attribute="status") | join(",") }} of {{ drover_plan.workloads | map(attribute="name") | sort | join(",") }}';
  for (const playbook of ['import_workloads.yml', 'import_all.yml'])
    it(`know all servers of the plan, and what has become of each so far: ${playbook}`, async () => {
      const told = (phase: string): unknown => ({ role: 'noting', host: 'localhost', vars: { note: phase } });
      work.plan(
        {
          plan_start: [told(STATES)],
          post_create: [{ ...Object(told('x')), role: 'failing', workloads: ['web'] }],
          pre_migration: [told(STATES)],
          plan_end: [told(STATES)],
        },
        { os_migrate_workloads_at_once: 1, os_migrate_kinds: ['workloads'] },
      );
      work.write('roles/failing/tasks/main.yml', '- ansible.builtin.fail: { msg: no }\n');
      const { code, stdout } = await work.drover('run', playbook, '-e', '@plan.yml');
      assert.equal(code, 2, stdout);
      const notes = work.notes();
      const both = 'of db,web';
      assert.equal(notes[0], `plan_start - pending,pending ${both}`);
      // Whichever is first, the other one is told what has become of it.
      assert.ok(
        notes.includes(`pre_migration web pending,pending ${both}`)
          ? notes.includes(`pre_migration db pending,failed ${both}`)
          : notes.includes(`pre_migration web migrated,pending ${both}`),
        notes.join('; '),
      );
      assert.equal(notes.at(-1), `plan_end - migrated,failed ${both}`);
    });

  it('know of servers that an earlier run has moved, and not of those that are filtered out', async () => {
    work.plan({}, { os_migrate_workloads_filter: ['web'] });
    await work.succeed(...run);
    work.plan({
      plan_start: [{ role: 'noting', vars: { note: STATES } }],
      plan_end: [{ role: 'noting', vars: { note: STATES } }],
    });
    await work.succeed(...run);
    assert.equal(work.notes().at(-1), 'plan_end - migrated,migrated of db,web');
    work.restore();
    work.plan(
      { plan_end: [{ role: 'noting', vars: { note: STATES } }] },
      { os_migrate_workloads_filter: ['db'] },
    );
    await work.succeed(...run);
    assert.deepEqual(work.notes(), ['plan_end - migrated of db']);
  });

  it('reach other hosts of the inventory, and can delegate to them', async () => {
    work.write('hosts.ini', '[balancers]\nlb1 ansible_connection=local pool=blue\n');
    work.write(
      'roles/draining/tasks/main.yml',
      [
        '- ansible.builtin.shell: echo "{{ inventory_hostname }} asks {{ hostvars.lb1.pool }} in {{ groups.balancers | join }}" >> {{ notes_file }}',
        '  delegate_to: lb1',
        '',
      ].join('\n'),
    );
    work.plan({
      pre_stop: [{ role: 'draining', workloads: ['web'] }],
      post_stop: [
        {
          role: 'noting',
          host: 'lb1',
          vars: { note: '{{ pool }} {{ inventory_hostname }}' },
          workloads: ['web'],
        },
      ],
    });
    await work.succeed(...run, '-i', 'hosts.ini');
    assert.deepEqual(work.notes(), ['web asks blue in lb1', 'post_stop web blue lb1']);
  });

  it('reach a server as the inventory says at the source, and at its new address at the destination', async () => {
    work.write('hosts.ini', 'web ansible_host=192.0.2.7 own=variable\n');
    const hook = { role: 'noting', vars: { note: '{{ ansible_host }} {{ own }}' }, workloads: ['web'] };
    work.plan({ pre_migration: [hook], post_migration: [hook] });
    await work.succeed(...run, '-i', 'hosts.ini');
    const [source, destination] = of('web');
    assert.equal(source, 'pre_migration 192.0.2.7 variable');
    assert.match(destination ?? '', /^post_migration 10\.9\.0\.\d+ variable$/);
  });

  it('take `hosts: all` for their own host, and leave the others of the inventory alone', async () => {
    work.write('hosts.ini', 'other ansible_connection=local\n');
    work.write(
      'all.yml',
      stringify([
        {
          hosts: 'all',
          gather_facts: false,
          tasks: [
            {
              'ansible.builtin.shell': 'echo "{{ ansible_play_hosts_all | join(",") }}" >> {{ notes_file }}',
            },
          ],
        },
      ]),
    );
    work.plan({ pre_migration: [{ playbook: 'all.yml', workloads: ['web'] }] });
    await work.succeed(...run, '-i', 'hosts.ini');
    assert.deepEqual(work.notes(), ['web']);
  });
});
