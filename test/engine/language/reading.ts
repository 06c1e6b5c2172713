import assert from 'node:assert/strict';
import { collectDiagnostics, type Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import type { Value } from '../../../engine/language/expression/value.ts';
import { PyFloat, Sealed } from '../../../engine/language/expression/value.ts';
import type { Node, Playbook } from '../../../engine/language/playbook/ast.ts';
import {
  parsePlaybook,
  parseTasks,
  type ParseOptions,
} from '../../../engine/language/playbook/parse-playbook.ts';

const modules = [
  'copy',
  'debug',
  'command',
  'shell',
  'set_fact',
  'template',
  'file',
  'assert',
  'meta_thing',
  'ansible.builtin.debug',
];

/** Options that know a few modules, and what they report. */
export function parseOptions(): ParseOptions & { readonly problems: readonly Diagnostic[] } {
  const sink = collectDiagnostics();
  return {
    sink,
    isKnownModule: (name) => modules.includes(name),
    moduleNames: () => modules,
    problems: sink.diagnostics,
  };
}

/** `code line:column detail help` of each problem. */
export function describeProblems(problems: readonly Diagnostic[]): readonly string[] {
  return problems.map(
    ({ code, span, detail, help }) =>
      `${code}${span === undefined ? '' : ` ${span.line}:${span.column}`} ${detail}${help === undefined ? '' : ` | ${help}`}`,
  );
}

/** A playbook without problems. */
export function readPlaybook(text: string): Playbook {
  const options = parseOptions();
  const playbook = parsePlaybook({ path: '/play.yml', text }, options);
  assert.deepEqual(describeProblems(options.problems), []);
  assert.ok(playbook);
  return playbook;
}

/** Tasks without problems. */
export function readTasks(text: string, handlers = false): readonly Node[] {
  const options = parseOptions();
  const nodes = parseTasks({ path: '/tasks.yml', text }, { ...options, handlers });
  assert.deepEqual(describeProblems(options.problems), []);
  assert.ok(nodes);
  return nodes;
}

/** What is wrong with a playbook. */
export function problemsOfPlaybook(text: string): readonly string[] {
  const options = parseOptions();
  parsePlaybook({ path: '/play.yml', text }, options);
  return describeProblems(options.problems);
}

/** A value with places and engine types taken away, for comparing. */
export function plain(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [String(key), plain(one)]));
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof PyFloat) return { float: value.value };
  if (value instanceof Sealed) return { sealed: value.open() };
  if (typeof value === 'object' && value !== null) {
    if ('span' in value && 'value' in value) return plain((value as { readonly value: Value }).value);
    const entries = Object.entries(value).filter(([key]) => key !== 'span');
    return Object.fromEntries(entries.map(([key, one]) => [key, plain(one)]));
  }
  return value;
}
