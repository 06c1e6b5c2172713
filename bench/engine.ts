/** The engine and the loopback cloud: `npm run bench`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type LoopbackCloud } from '../test/clouds/openstack/cloud.ts';
import { seedTenant } from '../test/clouds/openstack/seed-tenant.ts';
import { connectAs } from '../test/live/seed/cloud.ts';
import { makeByBareCalls, readLoad } from './bare-calls.ts';
import { repeat, runProgram, spreadText, timeText } from './measure.ts';
import { ansibleVersion, writeTable, type Row } from './table.ts';

const root = join(import.meta.dirname, '..');
const drover = [process.execPath, join(root, 'dist', 'engine', 'cli', 'main.js')] as const;
const hasAnsible = ansibleVersion().startsWith('ansible-playbook');
const folder = await mkdtemp(join(tmpdir(), 'drover-bench-'));

const play = (tasks: string, vars = ''): string =>
  `- hosts: localhost\n  connection: local\n  gather_facts: false\n${vars}  tasks:\n${tasks}`;
/** The tasks of `tasks.yml`. */
const TASKS = 1000;
const debugTasks = '    - debug:\n        msg: hello\n'.repeat(TASKS);
const loopTasks = '    - debug:\n        msg: "{{ item }}"\n      loop: "{{ range(1000) | list }}"\n';
const manyVariables = `  vars:\n${Array.from(
  { length: 2000 },
  (_, index) =>
    `    v${index}: "{{ v${(index * 7 + 1) % 2000 > index ? (index * 7 + 1) % 2000 : 1999} | default('x') }}-${index}"\n`,
)
  .slice(0, 1999)
  .join('')}    v1999: end\n`;
const renderTasks = `    - set_fact:\n        rendered: "{{ '{{' }}"\n    - debug:\n        msg: "{{ v5 }} {{ item }}"\n      loop: "{{ range(10000) | list }}"\n      no_log: true\n`;

const LATENCY_MS = 20;
/** How many calls drover has under way at once, when nobody says otherwise. */
const AT_ONCE = 10;
const KINDS = ['networks', 'subnets', 'security_groups', 'security_group_rules'];

try {
  const rows = [await help(), ...(await playbooks()), ...(await loopback()), ...(await manyRecords())];
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
  let [empty, emptyBeside] = [0, 0];
  for (const [what, name, text, target] of cases) {
    const path = join(folder, `${name}.yml`);
    await writeFile(path, text);
    const own = await repeat(10, () => runProgram([...drover, 'run', path, '--output', 'plain']));
    const beside =
      hasAnsible && name !== 'render'
        ? await repeat(name === 'tasks' ? 1 : 3, () => runProgram(['ansible-playbook', path]))
        : undefined;
    if (name === 'empty') [empty, emptyBeside] = [own.spread.median, beside?.spread.median ?? 0];
    const each = (median: number, start: number): string =>
      name === 'tasks' ? `; ${((median - start) / TASKS).toFixed(3)} ms a task more than the empty one` : '';
    rows.push({
      what,
      drover: `${spreadText(own.spread)}, ${own.peakMiB} MiB${each(own.spread.median, empty)}`,
      target,
      command: `drover run ${name}.yml`,
      ...(beside === undefined
        ? {}
        : {
            beside: `ansible-playbook: ${spreadText(beside.spread)}${each(beside.spread.median, emptyBeside)}`,
          }),
    });
  }
  return rows;
}

async function loopback(): Promise<readonly Row[]> {
  const source = await startOpenStackCloud({ latencyMs: LATENCY_MS });
  const destination = await startOpenStackCloud({ latencyMs: LATENCY_MS });
  try {
    await seedTenant(source, { networks: 1000, routers: 0, securityGroups: 100, rulesPerGroup: 20 });
    const variables = await writeVariables(source, destination, 'data');
    const bare = await bareImport(source);
    const rows: Row[] = [];
    for (const [what, verb, cloud, target] of [
      ['export', 'export', source, 'a call a page'],
      ['first import', 'import', destination, 'within 1.3 times'],
      ['second import', 'import', destination, 'no write'],
    ] as const) {
      cloud.resetCalls();
      const outcome = await drive('run', verb, KINDS, variables);
      const { total, writes } = cloud.calls;
      const { median } = outcome.spread;
      rows.push({
        what: `${what}: 1,000 networks with subnets, 100 groups, 2,000 rules, ${LATENCY_MS} ms latency`,
        drover: `${timeText(median)}, ${outcome.peakMiB} MiB; ${total} calls, ${writes} writes`,
        beside:
          writes === 0
            ? ''
            : `${bare.made} bare creates, ${AT_ONCE} at once: ${timeText(bare.milliseconds)}; drover took ${(median / bare.milliseconds).toFixed(2)} times as long`,
        target,
        command: `drover run ${verb}_{${KINDS.join(',')}}.yml`,
      });
    }
    return rows;
  } finally {
    await Promise.all([source.close(), destination.close()]);
  }
}

/** The same objects, made in a cloud of its own by calls that nobody plans, compares or notes. */
async function bareImport(
  source: LoopbackCloud,
): Promise<{ readonly made: number; readonly milliseconds: number }> {
  const load = await readLoad(await connectAs('source', source.auth('src', 'src')));
  const cloud = await startOpenStackCloud({ latencyMs: LATENCY_MS });
  try {
    const began = performance.now();
    await makeByBareCalls(load, cloud.auth('dst', 'dst'), AT_ONCE);
    return { made: cloud.calls.writes - 1, milliseconds: performance.now() - began };
  } finally {
    await cloud.close();
  }
}

/** The memory that many records take. */
async function manyRecords(): Promise<readonly Row[]> {
  const cloud = await startOpenStackCloud();
  try {
    await seedTenant(cloud, {
      networks: 10_000,
      routers: 0,
      securityGroups: 0,
      rulesPerGroup: 0,
      subnets: false,
    });
    const variables = await writeVariables(cloud, cloud, 'many');
    const rows: Row[] = [];
    for (const [command, verb] of [
      ['run', 'export'],
      ['plan', 'import'],
    ] as const) {
      const outcome = await drive(command, verb, ['networks'], variables);
      rows.push({
        what: `${command === 'run' ? 'export' : 'plan of the import'} of 10,000 networks`,
        drover: `${timeText(outcome.spread.median)}, ${outcome.peakMiB} MiB`,
        target: 'under 400 MiB',
        command: `drover ${command} ${verb}_networks.yml`,
      });
    }
    return rows;
  } finally {
    await cloud.close();
  }
}

async function writeVariables(
  source: LoopbackCloud,
  destination: LoopbackCloud,
  data: string,
): Promise<string> {
  const path = join(folder, `${data}-vars.yml`);
  const variables = {
    os_migrate_src_auth: source.auth('src', 'src'),
    os_migrate_dst_auth: destination.auth('dst', 'dst'),
    os_migrate_data_dir: join(folder, data),
  };
  await writeFile(path, stringify(variables));
  return path;
}

/** One run of the playbooks of some kinds. */
function drive(
  command: 'run' | 'plan',
  verb: 'export' | 'import',
  kinds: readonly string[],
  variables: string,
) {
  const playbooks = kinds.map((kind) => join(root, 'playbooks', `${verb}_${kind}.yml`));
  const plain = command === 'run' ? ['--output', 'plain'] : [];
  return repeat(1, () => runProgram([...drover, command, ...playbooks, '-e', `@${variables}`, ...plain]));
}
