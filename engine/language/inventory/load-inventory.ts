import type { SourceFiles } from '../files.ts';
import { folderOfPath, joinPath } from '../files-path.ts';
import type { ReadOptions } from '../files-reading.ts';
import { isVault } from '../vault/vault.ts';
import { openSourceFile } from '../vault/open-source-file.ts';
import { inventoryBuilder, type InventoryBuilder } from './build-inventory.ts';
import { expandHosts } from './host-range.ts';
import type { Inventory } from './inventory.ts';
import { readIni } from './read-ini.ts';
import { readScript, type RunScript } from './read-script.ts';
import { readYamlInventory } from './read-yaml-inventory.ts';

export interface InventoryOptions extends ReadOptions {
  readonly files: SourceFiles;
  /** Runs an executable inventory with these arguments and gives what it prints; throws DroverError if it fails. */
  readonly runScript?: RunScript | undefined;
}

/**
 * Reads and merges inventories in order: paths of files and folders, or host lists with a comma (`a,b,`). Variables of
 * later ones win. Problems are reported. Without sources there is no host: `localhost` is implicit.
 */
export function loadInventory(sources: readonly string[], options: InventoryOptions): Inventory {
  const builder = inventoryBuilder();
  for (const source of sources) {
    if (source.includes(',')) readHostList(source, builder, options);
    else readPath(options.files.absolute(source), source, builder, options);
  }
  return builder.build();
}

/** The folders whose `group_vars` and `host_vars` belong to an inventory, in the order of its sources. */
export function inventoryFolders(inventory: Inventory, files: SourceFiles): readonly string[] {
  const folders = inventory.sources.map((path) =>
    files.type(path) === 'directory' ? path : folderOfPath(path),
  );
  return [...new Set(folders)];
}

function readHostList(list: string, builder: InventoryBuilder, options: InventoryOptions): void {
  for (const written of list.split(',')) {
    const pattern = written.trim();
    if (pattern === '') continue;
    const hosts = expandHosts(pattern);
    if ('detail' in hosts) {
      options.sink.report('inventory-syntax', {
        detail: hosts.detail,
        help: 'Write a range as [01:50], [a:f] or [0:20:5].',
      });
      continue;
    }
    for (const name of hosts.names) {
      builder.addHost(name, 'ungrouped');
      if (hosts.port !== undefined) builder.setHostVariable(name, 'ansible_port', hosts.port);
    }
  }
}

function readPath(path: string, written: string, builder: InventoryBuilder, options: InventoryOptions): void {
  const type = options.files.type(path);
  if (type === undefined) {
    options.sink.report('file-not-found', {
      detail: `The inventory ${written} is not there.`,
      help: 'Check the path; a list of hosts has a comma in it: `-i web1,` is the one host web1.',
    });
    return;
  }
  builder.addSource(path);
  if (type === 'directory') readFolder(path, builder, options);
  else readFile(path, builder, options);
}

const ignoredNames =
  /^\.|^(?:group_vars|host_vars|vars_plugins)$|~$|\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|ini|cfg|retry)$/;

function readFolder(folder: string, builder: InventoryBuilder, options: InventoryOptions): void {
  for (const name of options.files.list(folder)) {
    if (ignoredNames.test(name)) continue;
    const path = joinPath(folder, name);
    if (options.files.type(path) === 'directory') readFolder(path, builder, options);
    else readFile(path, builder, options);
  }
}

function readFile(path: string, builder: InventoryBuilder, options: InventoryOptions): void {
  const text = options.files.read(path) ?? '';
  if (isProgram(path, text, options.files)) {
    runExecutable(path, builder, options);
    return;
  }
  const file = isVault(text) ? openSourceFile({ path, text }, options) : { path, text };
  if (file === undefined) return;
  if (isYaml(path, file.text)) readYamlInventory(file, builder, options);
  else readIni(file, builder, options);
}

/** Executable, and a script or a binary: some file systems make every file executable. */
function isProgram(path: string, text: string, files: SourceFiles): boolean {
  return files.isExecutable(path) && (text.startsWith('#!') || text.includes('\0'));
}

function runExecutable(path: string, builder: InventoryBuilder, options: InventoryOptions): void {
  if (options.runScript !== undefined) {
    readScript(path, builder, options.runScript, options);
    return;
  }
  options.sink.report('inventory-syntax', {
    detail: `The inventory ${path} is a program, and programs are not started here.`,
    help: 'If it is a plain file, take its execute permission away.',
  });
}

/** By the extension; without one that says it, by the first line that is no comment. */
function isYaml(path: string, text: string): boolean {
  if (/\.(?:ya?ml|json)$/.test(path)) return true;
  if (/\.(?:ini|cfg)$/.test(path)) return false;
  const first = text.split('\n').find((line) => !/^\s*(?:[#;].*)?$/.test(line)) ?? '';
  return /^(?:---|\{|['"]?[\w.-]+['"]?:(?:\s|$))/.test(first);
}
