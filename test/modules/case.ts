/** One case of a module, as data: files before, arguments, and what must come of it. `{dir}` is a folder of its own. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { Module } from '../../engine/module.ts';
import { callModule } from './harness.ts';

interface ExpectedFile {
  readonly content?: string;
  readonly mode?: string;
  readonly absent?: true;
  readonly type?: 'file' | 'directory' | 'link';
}

interface Case {
  readonly files?: Readonly<
    Record<string, string | { readonly content: string; readonly mode: string } | null>
  >;
  readonly links?: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly check_mode?: true;
  readonly changed?: boolean;
  /** Keys that the result must have, with these values. */
  readonly result?: Readonly<Record<string, unknown>>;
  /** What the failure's message must contain. */
  readonly fails?: string;
  readonly files_after?: Readonly<Record<string, string | ExpectedFile>>;
  /** What a second call says of `changed`; false where it is left out. */
  readonly again?: boolean;
}

/** Declares a test for each case file in the folders that are named after the modules. */
export function describeCases(folder: string, modules: Readonly<Record<string, Module>>): void {
  for (const [name, module] of Object.entries(modules)) {
    describe(name, () => {
      const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.yml'));
      assert.ok(
        files.length >= 3,
        `${name} needs a case that changes, one that does not and one that fails.`,
      );
      for (const file of files)
        it(basename(file, '.yml').replaceAll('-', ' '), () => runCase(join(folder, name, file), module));
    });
  }
}

async function runCase(path: string, module: Module): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'drover-case-'));
  try {
    const test = parse(readFileSync(path, 'utf8').replaceAll('{dir}', dir)) as Case;
    prepare(dir, test);
    const call = () => callModule(module, test.args, { folder: dir, checkMode: test.check_mode ?? false });
    if (test.fails !== undefined) {
      const message = await call().then(
        ({ result }) => (result.failed === true ? String(result.msg) : 'It did not fail.'),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      assert.ok(message.includes(test.fails), `The message is: ${message}`);
    } else {
      const { result } = await call();
      assert.notEqual(result.failed, true, String(result.msg));
      assert.equal(result.changed ?? false, test.changed ?? true, 'changed');
      for (const [key, value] of Object.entries(test.result ?? {})) assert.deepEqual(result[key], value, key);
    }
    compare(dir, test.files_after ?? {});
    if (test.fails === undefined && test.check_mode === undefined) {
      const { result } = await call();
      assert.equal(result.changed ?? false, test.again ?? false, 'changed the second time');
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function prepare(dir: string, test: Case): void {
  for (const [name, file] of Object.entries(test.files ?? {})) {
    const path = join(dir, name);
    mkdirSync(file === null ? path : dirname(path), { recursive: true });
    if (file === null) continue;
    writeFileSync(path, typeof file === 'string' ? file : file.content);
    chmodSync(path, typeof file === 'string' ? 0o644 : Number.parseInt(file.mode, 8));
  }
  for (const [name, target] of Object.entries(test.links ?? {})) symlinkSync(target, join(dir, name));
}

function compare(dir: string, expected: Readonly<Record<string, string | ExpectedFile>>): void {
  for (const [name, file] of Object.entries(expected)) {
    const path = join(dir, name);
    const wanted: ExpectedFile = typeof file === 'string' ? { content: file } : file;
    if (wanted.absent === true) {
      assert.ok(!existsSync(path), `${name} is there.`);
      continue;
    }
    if (wanted.content !== undefined) assert.equal(readFileSync(path, 'utf8'), wanted.content, name);
    if (wanted.mode !== undefined)
      assert.equal(
        (statSync(path).mode & 0o7777).toString(8).padStart(4, '0'),
        wanted.mode,
        `mode of ${name}`,
      );
    if (wanted.type !== undefined) {
      const status = lstatSync(path);
      assert.equal(
        status.isSymbolicLink() ? 'link' : status.isDirectory() ? 'directory' : 'file',
        wanted.type,
        `type of ${name}`,
      );
    }
  }
}
