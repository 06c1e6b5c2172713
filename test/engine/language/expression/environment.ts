/** An environment for templates in tests: variables from plain values, templated lazily, and a world that stands still. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { evaluateValue, renderFile } from '../../../../engine/language/expression/template.ts';
import { fromJson } from '../../../../engine/language/expression/convert.ts';
import type { Ports, TemplateEnvironment } from '../../../../engine/language/expression/environment.ts';
import { templateError } from '../../../../engine/language/expression/errors.ts';
import { omit, type Value } from '../../../../engine/language/expression/value.ts';

export const testPorts: Ports = {
  readFile: (path) => (existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined),
  fileType: (path) => (!existsSync(path) ? undefined : statSync(path).isDirectory() ? 'directory' : 'file'),
  realPath: (path) => (existsSync(path) ? realpathSync(path) : path),
  listDirectory: (path) => readdirSync(path).sort(),
  environmentVariable: (name) => process.env[name],
  currentDirectory: () => process.cwd(),
  homeDirectory: () => process.env['HOME'] ?? '/root',
  runShell: (line) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
    return { rc: status ?? 1, stdout, stderr };
  },
  fetch: () => ({ status: 404, body: '' }),
  writeFile: (path, content, mode) => writeFileSync(path, content, { mode }),
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  timezoneOffset: () => 0,
  timezoneName: () => 'UTC',
  randomBytes: (count) => new Uint8Array(count).fill(7),
};

/** An environment in which these plain values are variables; those with templates are evaluated when they are used. */
export function testEnvironment(variables: Readonly<Record<string, unknown>>): TemplateEnvironment {
  const raw = new Map<string, Value>(
    Object.entries(variables).map(([name, value]) => [name, fromJson(value)]),
  );
  raw.set('omit', omit);
  const busy = new Set<string>();
  const environment: TemplateEnvironment = {
    scope: {
      get: (name) => {
        const value = raw.get(name);
        if (value === undefined) return undefined;
        if (busy.has(name)) throw templateError(`recursive loop detected in template: ${name}`);
        busy.add(name);
        try {
          return evaluateValue(value, environment);
        } finally {
          busy.delete(name);
        }
      },
      names: () => raw.keys(),
    },
    ports: testPorts,
    renderFile,
    searchPath: () => [process.cwd()],
  };
  return environment;
}
