/** What sources are resolved with in tests: a cache of their own, and nothing of the machine's set-up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectDiagnostics } from '../../../../engine/diagnostics/diagnostic.ts';
import { openCache } from '../../../../engine/sources/cache.ts';
import { galaxyConfiguration } from '../../../../engine/sources/galaxy/galaxy-settings.ts';
import { reachSettings } from '../../../../engine/sources/http/http-settings.ts';
import type { Lock } from '../../../../engine/sources/lock/lock.ts';
import { readRequirements } from '../../../../engine/sources/requirements/read-requirements.ts';
import type { Requirement } from '../../../../engine/sources/requirements/requirement.ts';
import { sourceContext, type SourceContext } from '../../../../engine/sources/resolve/context.ts';
import { resolveLock } from '../../../../engine/sources/resolve/resolve-lock.ts';

export interface TestPlace {
  readonly folder: string;
  /** What is closed with it. */
  readonly closing: (() => void)[];
  remove(): void;
}

export function testPlace(): TestPlace {
  const folder = mkdtempSync(join(tmpdir(), 'drover-sources-'));
  const closing: (() => void)[] = [];
  return {
    folder,
    closing,
    remove: () => {
      for (const close of closing) close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestContext extends SourceContext {
  readonly warnings: string[];
}

export interface ContextParts {
  readonly environment?: Readonly<Record<string, string>>;
  readonly server?: string;
  readonly caFile?: string;
  readonly knownHosts?: string;
  readonly timeout?: string;
  readonly cache?: string;
  readonly vendored?: readonly string[];
}

export function testContext(place: TestPlace, parts: ContextParts = {}): TestContext {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const environment = {
    PATH: process.env['PATH'],
    HOME: place.folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...parts.environment,
  };
  const context = sourceContext({
    reach: reachSettings({
      environment,
      caFile: parts.caFile,
      knownHosts: parts.knownHosts,
      timeout: parts.timeout,
      signal: new AbortController().signal,
      warn,
    }),
    galaxy: galaxyConfiguration({
      environment,
      file: undefined,
      chosen: parts.server ?? 'http://127.0.0.1:9',
      tokenFile: undefined,
    }),
    cache: openCache(parts.cache ?? join(place.folder, 'cache'), warn),
    vendored: parts.vendored ?? [],
    say: () => undefined,
  });
  place.closing.push(() => {
    context.git.close();
  });
  return { ...context, warnings };
}

/** The requirements of a text; fails with the first problem that it has. */
export function requirementsOf(text: string, folder = '/nowhere'): readonly Requirement[] {
  const sink = collectDiagnostics();
  const found = readRequirements(
    { path: 'requirements.yml', text },
    {
      sink,
      folder,
      files: { read: () => undefined, type: () => undefined, find: (path) => join(folder, path) },
    },
  );
  const error = sink.diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(`${error.detail} ${error.help ?? ''}`);
  return found;
}

export interface LockOptions {
  readonly before?: Lock;
  readonly moved?: readonly string[];
}

/** Locks the requirements of a text. */
export function lockOf(
  text: string,
  context: SourceContext,
  { before, moved = [] }: LockOptions = {},
): Promise<Lock> {
  return resolveLock(
    {
      requirements: requirementsOf(text),
      folder: '/nowhere',
      before,
      isMoved: (name) => moved.includes(name),
    },
    context,
  );
}
