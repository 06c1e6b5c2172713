import type { SourceFile } from '../../diagnostics/span.ts';
import type { YamlNode } from '../../text/yaml-node.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { ReadOptions } from '../files-reading.ts';
import { readYaml, type YamlSource } from '../files-yaml.ts';
import { isNothing, kindOf } from '../playbook/parse-context.ts';
import type { InventoryBuilder } from './build-inventory.ts';
import { expandHosts } from './host-range.ts';

interface Reading {
  readonly source: YamlSource;
  readonly builder: InventoryBuilder;
  report(node: YamlNode, detail: string, help: string, severity?: 'error' | 'warning'): void;
}

const parts = ['hosts', 'vars', 'children'];

/** Reads a YAML (or JSON) inventory into the builder; all that is wrong with it is reported. */
export function readYamlInventory(file: SourceFile, builder: InventoryBuilder, options: ReadOptions): void {
  const source = readYaml(file, options);
  if (source === undefined) return;
  const reading: Reading = {
    source,
    builder,
    report: (node, detail, help, severity = 'error') => {
      options.sink.report('inventory-syntax', {
        detail,
        help,
        span: source.span(node.start, node.end),
        severity,
      });
    },
  };
  const { root } = source;
  if (root.kind === 'mapping') readGroups(reading, root);
  else if (isNothing(root))
    reading.report(root, 'Parsed empty YAML file', 'Write `all:` with `hosts:` below it.');
  else
    reading.report(
      root,
      `YAML inventory has invalid structure, it should be a dictionary, got: ${kindOf(root)}`,
      'Write `all:` with `hosts:` below it.',
    );
  source.finish();
}

function readGroups(reading: Reading, root: YamlNode & { readonly kind: 'mapping' }): void {
  const entries = reading.source.entries(root);
  const plugin = entries.find(({ name }) => name === 'plugin');
  if (plugin !== undefined) {
    reading.report(
      plugin.key,
      'Plugin configuration YAML file, not YAML inventory.',
      'drover does not run inventory plugins: print the inventory with `ansible-inventory --list --yaml`, and use that file.',
    );
    return;
  }
  for (const { name, value } of entries) readGroup(reading, name, value);
}

function readGroup(reading: Reading, name: string, node: YamlNode): void {
  if (node.kind !== 'mapping' && !isNothing(node)) {
    reading.report(
      node,
      `Skipping '${name}' as this is not a valid group definition`,
      'A group is a mapping with `hosts:`, `vars:` and `children:`.',
      'warning',
    );
    return;
  }
  reading.builder.addGroup(name);
  if (node.kind !== 'mapping') return;
  for (const entry of reading.source.entries(node)) {
    if (!parts.includes(entry.name)) {
      reading.report(
        entry.key,
        `Skipping unexpected key (${entry.name}) in group (${name}), only "vars", "children" and "hosts" are valid`,
        didYouMean(entry.name, parts) || `If ${entry.name} is a variable, put it under \`vars:\`.`,
        'warning',
      );
      continue;
    }
    readPart(reading, name, entry.name, entry.value);
  }
}

function readPart(reading: Reading, group: string, part: string, node: YamlNode): void {
  if (isNothing(node)) return;
  if (node.kind === 'scalar' && part !== 'vars') {
    if (part === 'hosts') readHost(reading, group, node.text, node, undefined);
    else readChild(reading, group, node.text, node, undefined);
    return;
  }
  if (node.kind !== 'mapping') {
    reading.report(
      node,
      `Invalid "${part}" entry for "${group}" group, requires a dictionary, found "${kindOf(node)}" instead.`,
      part === 'vars'
        ? 'Write `name: value` lines.'
        : 'Write each name with a colon after it, without a dash.',
    );
    return;
  }
  for (const { name, key, value } of reading.source.entries(node)) {
    if (part === 'vars') reading.builder.setGroupVariable(group, name, reading.source.value(value));
    else if (part === 'hosts') readHost(reading, group, name, key, value);
    else readChild(reading, group, name, key, value);
  }
}

function readChild(
  reading: Reading,
  group: string,
  name: string,
  key: YamlNode,
  node: YamlNode | undefined,
): void {
  if (node === undefined) reading.builder.addGroup(name);
  else readGroup(reading, name, node);
  if (!reading.builder.addChild(group, name)) {
    reading.report(
      key,
      `can't add group to itself: ${name} stands above ${group} already.`,
      'Take one of the two out of the other.',
    );
  }
}

function readHost(
  reading: Reading,
  group: string,
  pattern: string,
  key: YamlNode,
  node: YamlNode | undefined,
): void {
  const hosts = expandHosts(pattern);
  if ('detail' in hosts) {
    reading.report(key, hosts.detail, 'Write a range as [01:50], [a:f] or [0:20:5].');
    return;
  }
  if (node !== undefined && node.kind !== 'mapping' && !isNothing(node)) {
    reading.report(
      node,
      `The variables of host ${pattern} must be a mapping, but this is ${kindOf(node)}.`,
      'Write `name: value` lines below the host.',
    );
    return;
  }
  const variables = node?.kind === 'mapping' ? reading.source.entries(node) : [];
  for (const name of hosts.names) {
    reading.builder.addHost(name, group, reading.source.file.path);
    if (hosts.port !== undefined) reading.builder.setHostVariable(name, 'ansible_port', hosts.port);
    for (const entry of variables)
      reading.builder.setHostVariable(name, entry.name, reading.source.value(entry.value));
  }
}
