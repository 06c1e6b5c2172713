import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { packageFolder } from './package-folder.ts';

/** `--version`: the name and version of the package, read when they are asked for. */
export function addVersionFlag(program: Command): Command {
  return program.option('--version', 'print the version').on('option:version', () => {
    process.stdout.write(`${versionText()}\n`);
    throw new CommanderError(0, 'commander.version', '');
  });
}

/** The version of the package: `0.1.0`. */
export function versionNumber(): string {
  return aboutPackage().version;
}

function versionText(): string {
  const { name, version } = aboutPackage();
  return `${name} ${version}`;
}

interface AboutPackage {
  readonly name: string;
  readonly version: string;
}

function aboutPackage(): AboutPackage {
  // The package's own file: these two are always there.
  return JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as AboutPackage;
}
