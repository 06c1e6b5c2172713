import type { SourceFile } from '../../diagnostics/span.ts';
import { spannerOf } from '../../text/line-index.ts';
import { LiteralFloat, readPythonLiteral, type LiteralValue } from '../../text/python-literal.ts';
import { PyFloat, type Value } from '../expression/value.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { InventoryBuilder } from './build-inventory.ts';
import { expandHosts } from './host-range.ts';
import { splitIniWords } from './ini-words.ts';

interface Section {
  readonly group: string;
  readonly kind: 'hosts' | 'children' | 'vars';
}

/** One line while it is read: where problems go. */
interface Line {
  readonly text: string;
  readonly offset: number;
  report(detail: string, help: string): void;
}

const sectionForm = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;

/** Reads an INI inventory into the builder; all that is wrong with it is reported. */
export function readIni(file: SourceFile, builder: InventoryBuilder, options: ReadOptions): void {
  const span = spannerOf(file);
  let section: Section | undefined = { group: 'ungrouped', kind: 'hosts' };
  // Groups may be referred to before they are made: that is done when the whole file was read.
  const references: Reference[] = [];
  let offset = 0;
  for (const written of file.text.split('\n')) {
    const text = written.trim();
    const start = offset + written.indexOf(text);
    offset += written.length + 1;
    if (text === '' || text.startsWith('#') || text.startsWith(';')) continue;
    const line: Line = {
      text,
      offset: start,
      report: (detail, help) => {
        options.sink.report('inventory-syntax', { detail, help, span: span(start, start + text.length) });
      },
    };
    if (text.startsWith('[') && !isHostRange(text)) section = readHeader(line, builder);
    else if (section !== undefined) readLine(line, section, builder, references, file.path);
  }
  const reported = new Set<string>();
  for (const { group, section: within, line, apply } of references) {
    if (builder.hasGroup(group)) apply();
    else if (!reported.has(group)) {
      reported.add(group);
      line.report(
        `Section ${within} includes undefined group: ${group}`,
        `Add a section [${group}], or correct the name.`,
      );
    }
  }
}

/** Something that can be done once a group is known. */
interface Reference {
  readonly group: string;
  readonly section: string;
  readonly line: Line;
  readonly apply: () => void;
}

/** `[01:03].example.com` is a host, not a section. */
function isHostRange(text: string): boolean {
  return /^\[\w*:\w+(?::\d+)?\][^\s\]]/.test(text);
}

function readHeader(line: Line, builder: InventoryBuilder): Section | undefined {
  const found = sectionForm.exec(line.text);
  if (found === null) {
    line.report(
      `Invalid section entry: '${line.text}'.`,
      'Write [group], [group:children] or [group:vars], without spaces and without : in the name.',
    );
    return undefined;
  }
  const [, group = '', kind = 'hosts'] = found;
  if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars') {
    line.report(
      `Section [${group}:${kind}] has unknown type: ${kind}`,
      'A section is [group], [group:children] or [group:vars].',
    );
    return undefined;
  }
  if (kind !== 'vars') builder.addGroup(group);
  return { group, kind };
}

function readLine(
  line: Line,
  section: Section,
  builder: InventoryBuilder,
  references: Reference[],
  source: string,
): void {
  if (section.kind === 'hosts') readHost(line, section.group, builder, source);
  else if (section.kind === 'children') readChild(line, section.group, builder, references);
  else readVariable(line, section.group, builder, references);
}

function readHost(line: Line, group: string, builder: InventoryBuilder, source: string): void {
  const words = splitIniWords(line.text);
  const [pattern, ...assignments] = words ?? [];
  if (words === undefined || pattern === undefined) {
    line.report(`Error parsing host definition '${line.text}': No closing quotation`, 'Close the quote.');
    return;
  }
  if (pattern === '---' || pattern.endsWith(':')) {
    line.report(
      `Invalid host pattern '${pattern}' supplied: it looks like YAML.`,
      'Give the file the extension .yml if it is YAML; a host does not end with a colon.',
    );
    return;
  }
  const hosts = expandHosts(pattern);
  if ('detail' in hosts) {
    line.report(hosts.detail, 'Write a range as [01:50], [a:f] or [0:20:5].');
    return;
  }
  const variables = assignments.flatMap((word) => readAssignment(line, word));
  for (const name of hosts.names) {
    builder.addHost(name, group, source);
    if (hosts.port !== undefined) builder.setHostVariable(name, 'ansible_port', hosts.port);
    for (const [variable, value] of variables) builder.setHostVariable(name, variable, value);
  }
}

function readAssignment(line: Line, word: string): readonly (readonly [string, Value])[] {
  const equals = word.indexOf('=');
  if (equals > 0) return [[word.slice(0, equals), iniValue(word.slice(equals + 1))]];
  line.report(
    `Expected key=value host variable assignment, got: ${word}`,
    'A host has a line of its own: `name key=value key2="a value with spaces"`.',
  );
  return [];
}

function readChild(line: Line, group: string, builder: InventoryBuilder, references: Reference[]): void {
  const child = /^([^:\]\s#]+)\s*(?:#.*)?$/.exec(line.text)?.[1];
  if (child === undefined) {
    line.report(
      `Expected group name, got: ${line.text}`,
      `Write one group a line below [${group}:children]; hosts belong below [${group}].`,
    );
    return;
  }
  const apply = (): void => {
    if (!builder.addChild(group, child)) {
      line.report(
        `can't add group to itself: ${child} stands above ${group} already.`,
        'Take one of the two out of the other.',
      );
    }
  };
  references.push({ group: child, section: `[${group}:children]`, line, apply });
}

function readVariable(line: Line, group: string, builder: InventoryBuilder, references: Reference[]): void {
  const equals = line.text.indexOf('=');
  if (equals <= 0) {
    line.report(`Expected key=value, got: ${line.text}`, `Write name=value lines below [${group}:vars].`);
    return;
  }
  const name = line.text.slice(0, equals).trim();
  const value = iniValue(line.text.slice(equals + 1).trim());
  const apply = (): void => {
    builder.setGroupVariable(group, name, value);
  };
  references.push({ group, section: `[${group}:vars]`, line, apply });
}

/** A Python literal if it is one (`1`, `True`, `"a b"`, `[1, 2]`), else the text. */
function iniValue(text: string): Value {
  const literal = readPythonLiteral(text);
  return literal === undefined ? text : toValue(literal.value);
}

function toValue(value: LiteralValue): Value {
  if (value instanceof LiteralFloat)
    return Number.isInteger(value.value) ? new PyFloat(value.value) : value.value;
  if (Array.isArray(value)) return value.map(toValue);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [toValue(key), toValue(one)]));
  return value;
}
