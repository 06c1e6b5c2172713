/**
 * The main job, as a user does it, on two clouds that live in this process: export, edit, plan, import, and a second
 * import with nothing to do. Every line after `$` is a command that can be typed.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type LoopbackCloud } from '../clouds/openstack/cloud.ts';
import { seedTenant } from '../clouds/openstack/seed-tenant.ts';

const root = join(import.meta.dirname, '..', '..');
const drover = join(root, 'dist', 'engine', 'cli', 'main.js');
const kinds = [
  'networks',
  'subnets',
  'security_groups',
  'security_group_rules',
  'routers',
  'router_interfaces',
];
const began = Date.now();

const source = await startOpenStackCloud();
const destination = await startOpenStackCloud();
const folder = await mkdtemp(join(tmpdir(), 'drover-demo-'));
try {
  await prepare();
  await demonstrate();
} finally {
  await Promise.all([source.close(), destination.close()]);
  if (process.exitCode === undefined) await rm(folder, { recursive: true });
}

async function prepare(): Promise<void> {
  await seedTenant(source, { networks: 12, routers: 3, securityGroups: 6, rulesPerGroup: 8 });
  const variables = {
    os_migrate_src_auth: source.auth('src', 'src'),
    os_migrate_dst_auth: destination.auth('dst', 'dst'),
    os_migrate_data_dir: join(folder, 'data'),
  };
  await writeFile(join(folder, 'os-migrate-vars.yml'), stringify(variables), { mode: 0o600 });
  say(`Two clouds are up: source ${source.url}, destination ${destination.url}.`);
}

async function demonstrate(): Promise<void> {
  title('1. Export what the tenant owns to files');
  await run(
    'run',
    kinds.map((kind) => `export_${kind}`),
    ['--output', 'plain'],
    isSummaryLine,
  );

  title('2. Edit: one description, one MTU');
  const path = join(folder, 'data', 'networks.yml');
  const before = await readFile(path, 'utf8');
  const edited = before
    .replace(/description: .*/, 'description: moved in daylight')
    .replace(/mtu: \d+/, 'mtu: 1350');
  await writeFile(path, edited);
  showEdit(path, before, edited);

  title('3. Plan: see every change before it happens');
  destination.resetCalls();
  await run(
    'plan',
    kinds.map((kind) => `import_${kind}`),
    [],
    isPlanSummary,
  );
  expectWrites(destination, 0, 'The plan made no write call');

  title('4. Import');
  destination.resetCalls();
  await run(
    'run',
    kinds.map((kind) => `import_${kind}`),
    ['--output', 'plain'],
    isSummaryLine,
  );
  say(`The import made ${destination.calls.writes} write calls of ${destination.calls.total} calls in all.`);

  title('5. Import again: nothing to do');
  destination.resetCalls();
  await run(
    'run',
    kinds.map((kind) => `import_${kind}`),
    ['--output', 'plain'],
    isSummaryLine,
  );
  expectWrites(destination, 0, 'The second import made no write call');
  say(`\nDone in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}

function showEdit(path: string, before: string, edited: string): void {
  const [old, now] = [before.split('\n'), edited.split('\n')];
  say(`$ $EDITOR ${path}`);
  now.forEach((line, index) => {
    if (line !== old[index]) say(`  -${old[index] ?? ''}\n  +${line}`);
  });
}

function isSummaryLine(line: string): boolean {
  return /^localhost\s+:/.test(line) || /^(fatal|failed|\[WARNING)/.test(line);
}

function isPlanSummary(line: string): boolean {
  return /^ {2}[+~!-] /.test(line) || line.startsWith('Plan:') || line.includes('moved in daylight');
}

/** Runs the built command as a user would, and shows the lines that matter here. */
async function run(
  command: string,
  playbooks: readonly string[],
  flags: readonly string[],
  isShown: (line: string) => boolean,
): Promise<void> {
  const args = [
    command,
    ...playbooks.map((name) => `playbooks/${name}.yml`),
    '-e',
    `@${join(folder, 'os-migrate-vars.yml')}`,
    ...flags,
  ];
  say(`$ npx drover ${args.join(' ')}`);
  const child = spawn(process.execPath, [drover, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const shown = text.split('\n').filter(isShown);
  for (const line of shown.slice(0, 12)) say(`  ${line}`);
  if (shown.length > 13) say(`  ... ${shown.length - 13} more lines like these`);
  if (shown.length > 12) say(`  ${shown.at(-1) ?? ''}`);
  if (code === 0) return;
  process.exitCode = 1;
  throw new Error(
    `drover ended with ${code ?? 'a signal'}; what it said:\n${text}\nThe files are kept in ${folder}.`,
  );
}

function expectWrites(cloud: LoopbackCloud, writes: number, words: string): void {
  if (cloud.calls.writes !== writes) throw new Error(`Not so: ${words}; it made ${cloud.calls.writes}.`);
  say(`${words} (${cloud.calls.total} reads).`);
}

function title(text: string): void {
  say(`\n== ${text}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
