import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Ports } from '../language/expression/environment.ts';

/** What templates reach of the machine that drover runs on: files, environment, clock, shell. Synchronous. */
export function nodePorts(environment: Readonly<Record<string, string | undefined>>): Ports {
  return {
    readFile: (path) => missingIsUndefined(() => readFileSync(path)),
    fileType,
    realPath: (path) => missingIsUndefined(() => realpathSync(path)) ?? resolve(path),
    listDirectory: (path) => readdirSync(path).sort(),
    environmentVariable: (name) => environment[name],
    currentDirectory: () => process.cwd(),
    homeDirectory: () => environment['HOME'] ?? homedir(),
    runShell: (line) => runShell(line, environment),
    fetch: fetchSynchronously,
    writeFile: (path, content, mode) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { mode });
    },
    now: () => Date.now(),
    timezoneOffset: (atMs) => -new Date(atMs).getTimezoneOffset(),
    timezoneName,
    randomBytes: (count) => randomBytes(count),
  };
}

function fileType(path: string): 'file' | 'directory' | 'link' | 'other' | undefined {
  const stats = missingIsUndefined(() => lstatSync(path));
  if (stats === undefined) return undefined;
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function missingIsUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

const outputLimit = 1 << 30;

function runShell(line: string, environment: Readonly<Record<string, string | undefined>>) {
  const outcome = spawnSync('/bin/sh', ['-c', line], {
    encoding: 'utf8',
    env: { ...environment },
    maxBuffer: outputLimit,
  });
  if (outcome.error !== undefined) throw outcome.error;
  return { rc: outcome.status ?? 1, stdout: outcome.stdout, stderr: outcome.stderr };
}

/** A lookup is synchronous, and HTTP in Node is not: a short-lived child fetches. */
function fetchSynchronously(url: string, options: Readonly<Record<string, unknown>>) {
  const outcome = spawnSync(process.execPath, ['--input-type=module', '-e', fetchScript], {
    encoding: 'utf8',
    input: JSON.stringify({ url, options }),
    maxBuffer: outputLimit,
  });
  if (outcome.status !== 0)
    throw new Error(lastLine(outcome.stderr) ?? `The address ${url} could not be fetched.`);
  const [status = '', ...body] = outcome.stdout.split('\n');
  return { status: Number(status), body: body.join('\n') };
}

const fetchScript = `
  import { mkdirSync, readFileSync } from 'node:fs';
  const { url, options } = JSON.parse(readFileSync(0, 'utf8'));
  if (options.validate_certs === false) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const headers = new Headers(options.headers ?? {});
  if (options.username !== undefined) {
    const pair = Buffer.from(options.username + ':' + (options.password ?? '')).toString('base64');
    headers.set('authorization', 'Basic ' + pair);
  }
  try {
    const timeout = AbortSignal.timeout((options.timeout ?? 10) * 1000);
    const response = await fetch(url, { method: options.method ?? 'GET', headers, body: options.body, signal: timeout });
    process.stdout.write(response.status + '\\n' + await response.text());
  } catch (error) {
    process.stderr.write((error.cause?.message ?? error.message) + '\\n');
    process.exitCode = 1;
  }
`;

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}

function timezoneName(atMs: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(atMs);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
}
