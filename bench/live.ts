/** Two real clouds: `npm run bench:live`. Nothing else may use the bed meanwhile: its requests are counted. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { BENCH_SIZES } from '../test/live/seed/bench-tenant.ts';
import { clearTenant } from '../test/live/seed/clear-tenant.ts';
import { connect, readLogin } from '../test/live/seed/cloud.ts';
import { seedTenant } from '../test/live/seed/seed-tenant.ts';
import { bedFolder, bringUpBed } from '../test/live/support/bed.ts';
import { buildDrover } from '../test/live/support/drover.ts';
import { itemByItem } from './item-by-item.ts';
import { listByBareCalls, makeByBareCalls, readLoad } from './bare-calls.ts';
import { repeat, runProgram, spreadOf, spreadText, type Outcome } from './measure.ts';
import { writeTable, type Row } from './table.ts';

const SOURCE = 'source-bench';
const DESTINATION = 'destination-bench';
const KINDS = ['networks', 'subnets', 'security_groups', 'security_group_rules'] as const;
const FILES = `{${KINDS.join(',')}}.yml`;
const { networks, subnets, routers, groups, rules } = BENCH_SIZES;
const SIZES = `${networks} networks, ${subnets} subnets, ${groups} groups, ${rules} rules`;

/** As many bare calls at once as drover makes by itself. */
const AT_ONCE = 10;
const READING_RUNS = 5;
const ROUNDS = 3;

const root = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'drover-bench-live-'));
try {
  await bringUpBed();
  await buildDrover();
  await Promise.all([seedTenant(SOURCE, 'bench'), clearTenant(DESTINATION)]);
  writeTable('live', [await exported(), ...(await imported()), ...(await wholeTenant())]);
} finally {
  await clearTenant(DESTINATION);
  await rm(folder, { recursive: true });
}

async function exported(): Promise<Row> {
  const source = await readLogin(SOURCE);
  const own: Measured[] = [];
  const bare: number[] = [];
  for (let run = 0; run < READING_RUNS; run += 1) {
    own.push(await drover(playbooksOf('export'), `data-${run}`, 'source'));
    bare.push(await timed(() => listByBareCalls(source)));
  }
  return {
    what: `export: ${SIZES}`,
    drover: textOf(own),
    beside: `the four lists: ${spreadText(spreadOf(bare))}`,
    target: 'under 4 s',
    command: `drover run export_${FILES}`,
  };
}

/** First imports by bare calls and by drover in turn, each into an empty tenant; then drover's again over its own. */
async function imported(): Promise<readonly Row[]> {
  const load = await readLoad(await connect(SOURCE));
  const destination = await readLogin(DESTINATION);
  const [first, second]: [Measured[], Measured[]] = [[], []];
  const [making, listing]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    making.push(await timed(() => makeByBareCalls(load, destination, AT_ONCE)));
    await clearTenant(DESTINATION);
    first.push(await drover(playbooksOf('import'), 'data-0', 'destination'));
    second.push(await drover(playbooksOf('import'), 'data-0', 'destination'));
    listing.push(await timed(() => listByBareCalls(destination)));
    await clearTenant(DESTINATION);
  }
  const ratio = median(first.map(({ outcome }) => outcome.milliseconds)) / median(making);
  const made = load.networks.length + load.subnets.length + load.groups.length + load.rules.length;
  return [
    {
      what: `first import: ${SIZES}`,
      drover: `${textOf(first)}; ${ratio.toFixed(2)} times the bare calls`,
      beside: `${made} bare creates, ${AT_ONCE} at a time: ${spreadText(spreadOf(making))}`,
      target: 'within 1.2 times of the bare calls',
      command: `drover run import_${FILES}`,
    },
    {
      what: `second import: ${SIZES}`,
      drover: textOf(second),
      beside: `the four lists: ${spreadText(spreadOf(listing))}`,
      target: 'under 4 s, no write',
      command: `drover run import_${FILES}`,
    },
  ];
}

/** All that the tenant has, by one playbook each way, beside a tool that calls a module for each of a hundred networks. */
async function wholeTenant(): Promise<readonly Row[]> {
  const [source, destination] = await Promise.all([readLogin(SOURCE), readLogin(DESTINATION)]);
  const resources = networks + subnets + 2 * routers + groups + rules;
  const [out, into]: [Measured[], Measured[]] = [[], []];
  const [read, made]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const data = `whole-${round}`;
    await clearTenant(DESTINATION);
    out.push(await drover(['export_all.yml'], data, 'source'));
    read.push((await itemByItem('read', source, folder)).milliseconds);
    into.push(await drover(['import_all.yml'], data, 'destination'));
    await clearTenant(DESTINATION);
    made.push((await itemByItem('present', destination, folder)).milliseconds);
  }
  await clearTenant(DESTINATION);
  const beside = (verb: string, times: readonly number[]): string =>
    `100 networks ${verb} by ansible-playbook, a module each: ${spreadText(spreadOf(times))}`;
  return [
    {
      what: `export of all kinds: ${resources} resources`,
      drover: textOf(out),
      beside: beside('read', read),
      target: 'faster than 100 of the peer',
      command: 'drover run export_all.yml',
    },
    {
      what: `import of all kinds: ${resources} resources`,
      drover: textOf(into),
      beside: beside('made', made),
      target: 'faster than 100 of the peer',
      command: 'drover run import_all.yml',
    },
  ];
}

interface Measured {
  readonly outcome: Outcome;
  readonly calls: number;
  readonly writes: number;
}

/** The four playbooks of a verb. */
function playbooksOf(verb: 'export' | 'import'): readonly string[] {
  return KINDS.map((kind) => `${verb}_${kind}.yml`);
}

/** Runs playbooks as one command, and counts what the network service of a cloud was asked meanwhile. */
async function drover(
  names: readonly string[],
  data: string,
  side: 'source' | 'destination',
): Promise<Measured> {
  const log = join(bedFolder(), 'log', `${side}-neutron.requests`);
  const earlier = (await readFile(log, 'utf8')).length;
  const variables = await variablesFor(data);
  const playbooks = names.map((name) => join(root, 'playbooks', name));
  const program = join(root, 'dist', 'engine', 'cli', 'main.js');
  const args = [program, 'run', ...playbooks, '-e', `@${variables}`, '--output', 'plain'];
  const { last } = await repeat(1, () => runProgram([process.execPath, ...args]));
  const requests = (await readFile(log, 'utf8')).slice(earlier).trim().split('\n');
  // A line: date, zone, method, path, status, milliseconds.
  const writes = requests.filter((line) => !/^\S+ \S+ (GET|HEAD|OPTIONS) /.test(line));
  return { outcome: last, calls: requests.length, writes: writes.length };
}

async function variablesFor(data: string): Promise<string> {
  const path = join(folder, `${data}.yml`);
  const variables = {
    os_migrate_src_auth: await readLogin(SOURCE),
    os_migrate_dst_auth: await readLogin(DESTINATION),
    os_migrate_data_dir: join(folder, data),
  };
  await writeFile(path, stringify(variables), { mode: 0o600 });
  return path;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

function textOf(measured: readonly Measured[]): string {
  const spread = spreadOf(measured.map(({ outcome }) => outcome.milliseconds));
  const memory = Math.max(...measured.map(({ outcome }) => outcome.peakMiB));
  const calls = [...new Set(measured.map((one) => `${one.calls} calls, ${one.writes} of them writes`))];
  return `${spreadText(spread)}, ${memory} MiB; ${calls.join(' or ')}`;
}
