import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Row {
  readonly what: string;
  readonly drover: string;
  readonly beside?: string;
  readonly target?: string;
  readonly command: string;
}

const path = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

/** Puts a table between its markers in docs/benchmarks.md, with the machine and the versions it was measured on. */
export function writeTable(name: string, rows: readonly Row[]): void {
  const lines = [
    `Measured on ${machine()}.`,
    '',
    '| what | drover | beside it, in the same run | target | command |',
    '|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${row.drover} | ${row.beside ?? ''} | ${row.target ?? ''} | \`${row.command}\` |`,
    ),
  ];
  const text = readFileSync(path, 'utf8');
  const start = `<!-- measured: ${name} -->`;
  const end = `<!-- /measured: ${name} -->`;
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/benchmarks.md has no place for ${name}.`);
  writeFileSync(path, `${before}${start}\n${lines.join('\n')}\n${end}${after}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${model}), ${memory} GiB, Node ${process.versions.node}, ${ansibleVersion()}`;
}

/** The version of the ansible-playbook beside which is measured, or that there is none. */
export function ansibleVersion(): string {
  try {
    return execFileSync('ansible-playbook', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  } catch {
    return 'no ansible-playbook';
  }
}
