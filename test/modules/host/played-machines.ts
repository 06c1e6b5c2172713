/** Machines with programs that are played: what they have cannot be had in a test, such as SELinux that is on. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '../../../engine/module.ts';
import { callModule, type CallOutcome } from '../harness.ts';

type Texts = Readonly<Record<string, string>>;

export interface PlayedMachine {
  /** Its folder, which the programs know as `$DIR`. */
  readonly dir: string;
  /** A path in an empty folder of its own. */
  at(name: string): string;
  call(module: Module, args: Readonly<Record<string, unknown>>, checkMode?: boolean): Promise<CallOutcome>;
  /** What stands in a file of its folder. */
  text(name: string): string;
  /** The lines that programs have added to `$DIR/calls` since the last look. */
  calls(): readonly string[];
}

/** Makes machines for a suite, after which they go: with scripts as programs, and files in their folders. */
export function playedMachines(programs: Texts, files: Texts): (changed?: Texts) => PlayedMachine {
  const folders: string[] = [];
  after(() => {
    for (const dir of folders) rmSync(dir, { recursive: true });
  });
  return (changed = {}) => {
    const dir = mkdtempSync(join(tmpdir(), 'drover-played-'));
    folders.push(dir);
    for (const folder of ['bin', 'at']) mkdirSync(join(dir, folder));
    for (const [name, body] of Object.entries(programs))
      writeFileSync(join(dir, 'bin', name), `#!/bin/sh\nDIR=${dir}\n${body}\n`, { mode: 0o755 });
    for (const [name, text] of Object.entries({ calls: '', ...files, ...changed }))
      writeFileSync(join(dir, name), text === '' ? '' : `${text}\n`);
    const text = (name: string): string => readFileSync(join(dir, name), 'utf8').trim();
    return {
      dir,
      at: (name) => join(dir, 'at', name),
      call: (module, args, checkMode = false) =>
        callModule(module, args, {
          checkMode,
          context: { environment: { PATH: `${dir}/bin:/usr/bin:/bin` } },
        }),
      text,
      calls: () => {
        const lines = text('calls');
        writeFileSync(join(dir, 'calls'), '');
        return lines === '' ? [] : lines.split('\n');
      },
    };
  };
}
