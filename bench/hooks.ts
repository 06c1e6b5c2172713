/**
 * Hooks: locking a repository with a long history, starting a run with locked roles, and tasks on other machines.
 * `npm run bench:hooks`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand } from '../test/cli/built.ts';
import { startGitServer } from '../test/engine/sources/support/git-server.ts';
import { makeRepository, role } from '../test/engine/sources/support/repository.ts';
import { hostRows } from './hooks-hosts.ts';
import { repeat, runProgram, spreadText } from './measure.ts';
import { ansibleVersion, writeTable, type Row } from './table.ts';

const COMMITS = 1000;
const FILES = 200;
const RUNS = 5;

const folder = mkdtempSync(join(tmpdir(), 'drover-bench-hooks-'));
const command = buildCommand();
const server = await startGitServer({ root: folder });
try {
  makeHistory();
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'requirements.yml'),
    `- {src: 'git+${server.url}/web/.git', name: web, version: main}\n`,
  );
  writeFileSync(
    join(project, 'site.yml'),
    '- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles: [web]\n',
  );
  const rows = [await locking(project), await secondRun(project)];
  writeTable('hooks', [...rows, ...(await hostRows(folder, command.main))]);
} finally {
  await server.close();
  command.remove();
  rmSync(folder, { recursive: true, force: true });
}

/** Each commit changes a file: the whole history is many times the size of its last commit. */
function makeHistory(): void {
  const files = Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => [`files/f${index}.txt`, `${index}\n`.repeat(200)]),
  );
  const { folder: place } = makeRepository(join(folder, 'web'), { ...role('hello'), ...files });
  const stream = Array.from({ length: COMMITS - 1 }, (_, index) => {
    const content = `${index} ${'x'.repeat(2000)}${Math.sin(index)}\n`;
    return `commit refs/heads/main\ncommitter A <a@example.org> ${1_700_000_000 + index} +0000\ndata 1\nx\n${index === 0 ? 'from refs/heads/main^0\n' : ''}M 644 inline files/f${index % FILES}.txt\ndata ${Buffer.byteLength(content)}\n${content}\n`;
  });
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: place, input: stream.join('') });
}

function environment(): Readonly<Record<string, string>> {
  return { DROVER_CACHE: join(folder, 'cache'), HOME: folder, CI: '', GIT_CONFIG_GLOBAL: '/dev/null' };
}

async function locking(project: string): Promise<Row> {
  const own = await repeat(RUNS, () => {
    rmSync(join(folder, 'cache'), { recursive: true, force: true });
    rmSync(join(project, 'requirements.lock.yml'), { force: true });
    return runProgram([process.execPath, command.main, 'roles', 'lock'], {
      cwd: project,
      environment: environment(),
    });
  });
  return {
    what: `lock a role with ${COMMITS} commits, over HTTP, with an empty cache`,
    drover: `${spreadText(own.spread)}, ${own.peakMiB} MiB`,
    beside: await besideLocking(),
    target: 'under 2 s',
    command: 'drover roles lock',
  };
}

async function besideLocking(): Promise<string> {
  const to = join(folder, 'clone');
  const fresh = (program: readonly [string, ...string[]]) =>
    repeat(RUNS, () => {
      rmSync(to, { recursive: true, force: true });
      return runProgram(program, { cwd: folder, environment: environment() });
    });
  const url = `${server.url}/web/.git`;
  const shallow = await fresh(['git', 'clone', '--quiet', '--depth=1', url, to]);
  const told = [`git clone --depth=1: ${spreadText(shallow.spread)}`];
  if (ansibleVersion().startsWith('ansible-playbook')) {
    const galaxy = await fresh(['ansible-galaxy', 'role', 'install', '-p', to, `git+${url},main,web`]);
    told.push(`ansible-galaxy role install: ${spreadText(galaxy.spread)}`);
  }
  return told.join('; ');
}

async function secondRun(project: string): Promise<Row> {
  const before = server.calls.length;
  const own = await repeat(RUNS, () =>
    runProgram([process.execPath, command.main, 'run', 'site.yml'], {
      cwd: project,
      environment: environment(),
    }),
  );
  const asked = server.calls.length - before;
  return {
    what: `a run of one task with a locked role of ${FILES + 2} files, all checked`,
    drover: `${spreadText(own.spread)}, ${own.peakMiB} MiB; asked the server ${asked} times`,
    target: 'under 0.5 s, nothing asked',
    command: 'drover run site.yml',
  };
}
