/** The engine and the loopback cloud: `npm run bench`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud } from '../test/clouds/openstack/cloud.ts';
import { seedTenant } from '../test/clouds/openstack/seed-tenant.ts';
import { repeat, runProgram, spreadText, timeText } from './measure.ts';
import { ansibleVersion, writeTable, type Row } from './table.ts';

const root = join(import.meta.dirname, '..');
const drover = [process.execPath, join(root, 'dist', 'engine', 'cli', 'main.js')] as const;
const hasAnsible = ansibleVersion().startsWith('ansible-playbook');
const folder = await mkdtemp(join(tmpdir(), 'drover-bench-'));

const play = (tasks: string, vars = ''): string =>
  `- hosts: localhost\n  connection: local\n  gather_facts: false\n${vars}  tasks:\n${tasks}`;
const debugTasks = '    - debug:\n        msg: hello\n'.repeat(1000);
const loopTasks = '    - debug:\n        msg: "{{ item }}"\n      loop: "{{ range(1000) | list }}"\n';
const manyVariables = `  vars:\n${Array.from(
  { length: 2000 },
  (_, index) =>
    `    v${index}: "{{ v${(index * 7 + 1) % 2000 > index ? (index * 7 + 1) % 2000 : 1999} | default('x') }}-${index}"\n`,
)
  .slice(0, 1999)
  .join('')}    v1999: end\n`;
const renderTasks = `    - set_fact:\n        rendered: "{{ '{{' }}"\n    - debug:\n        msg: "{{ v5 }} {{ item }}"\n      loop: "{{ range(10000) | list }}"\n      no_log: true\n`;

try {
  const rows = [await help(), ...(await playbooks()), ...(await loopback()), await manyRecords()];
  writeTable('engine', rows);
} finally {
  await rm(folder, { recursive: true });
}

async function help(): Promise<Row> {
  const own = await repeat(10, () => runProgram([...drover, '--help']));
  const bare = await repeat(10, () => runProgram([process.execPath, '-e', '0']));
  return {
    what: 'start of `--help`',
    drover: spreadText(own.spread),
    beside: `bare node: ${spreadText(bare.spread)}`,
    target: 'under twice',
    command: 'drover --help',
  };
}

async function playbooks(): Promise<readonly Row[]> {
  const cases = [
    ['an empty playbook', 'empty', play('    []\n'), 'under a third of Ansible'],
    ['1,000 debug tasks', 'tasks', play(debugTasks), 'under 0.2 ms a task'],
    ['a loop of 1,000', 'loop', play(loopTasks), ''],
    ['10,000 templates with 2,000 variables', 'render', play(renderTasks, manyVariables), ''],
  ] as const;
  const rows: Row[] = [];
  for (const [what, name, text, target] of cases) {
    const path = join(folder, `${name}.yml`);
    await writeFile(path, text);
    const own = await repeat(5, () => runProgram([...drover, 'run', path, '--output', 'plain']));
    const beside =
      hasAnsible && name !== 'render'
        ? await repeat(name === 'tasks' ? 1 : 3, () => runProgram(['ansible-playbook', path]))
        : undefined;
    rows.push({
      what,
      drover: `${spreadText(own.spread)}, ${own.peakMiB} MiB`,
      target,
      command: `drover run ${name}.yml`,
      ...(beside === undefined ? {} : { beside: `ansible-playbook: ${spreadText(beside.spread)}` }),
    });
  }
  return rows;
}

async function loopback(): Promise<readonly Row[]> {
  const source = await startOpenStackCloud({ latencyMs: 20 });
  const destination = await startOpenStackCloud({ latencyMs: 20 });
  try {
    await seedTenant(source, { networks: 1000, routers: 0, securityGroups: 100, rulesPerGroup: 20 });
    const variables = join(folder, 'vars.yml');
    await writeFile(
      variables,
      stringify({
        os_migrate_src_auth: source.auth('src', 'src'),
        os_migrate_dst_auth: destination.auth('dst', 'dst'),
        os_migrate_data_dir: join(folder, 'data'),
      }),
    );
    const kinds = ['networks', 'subnets', 'security_groups', 'security_group_rules'];
    const rows: Row[] = [];
    for (const [what, verb, cloud] of [
      ['export', 'export', source],
      ['first import', 'import', destination],
      ['second import', 'import', destination],
    ] as const) {
      cloud.resetCalls();
      const outcome = await repeat(1, () =>
        runProgram([
          ...drover,
          'run',
          ...kinds.map((kind) => join(root, 'playbooks', `${verb}_${kind}.yml`)),
          '-e',
          `@${variables}`,
          '--output',
          'plain',
        ]),
      );
      rows.push({
        what: `${what}: 1,000 networks with subnets, 100 groups, 2,000 rules, 20 ms latency`,
        drover: `${timeText(outcome.spread.median)}, ${outcome.peakMiB} MiB; ${cloud.calls.total} calls, ${cloud.calls.writes} writes`,
        command: `drover run ${verb}_{networks,subnets,security_groups,security_group_rules}.yml`,
      });
    }
    return rows;
  } finally {
    await Promise.all([source.close(), destination.close()]);
  }
}

async function manyRecords(): Promise<Row> {
  const source = await startOpenStackCloud();
  try {
    await seedTenant(source, {
      networks: 10_000,
      routers: 0,
      securityGroups: 0,
      rulesPerGroup: 0,
      subnets: false,
    });
    const variables = join(folder, 'many.yml');
    await writeFile(
      variables,
      stringify({
        os_migrate_src_auth: source.auth('src', 'src'),
        os_migrate_dst_auth: source.auth('dst', 'dst'),
        os_migrate_data_dir: join(folder, 'many'),
      }),
    );
    const outcome = await repeat(1, () =>
      runProgram([
        ...drover,
        'run',
        join(root, 'playbooks', 'export_networks.yml'),
        '-e',
        `@${variables}`,
        '--output',
        'plain',
      ]),
    );
    return {
      what: 'export of 10,000 networks',
      drover: `${timeText(outcome.spread.median)}, ${outcome.peakMiB} MiB`,
      target: 'under 400 MiB',
      command: 'drover run export_networks.yml',
    };
  } finally {
    await source.close();
  }
}
