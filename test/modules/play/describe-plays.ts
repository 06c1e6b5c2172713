/** Declares a test for each case of the files `<module>.plays.yml` of a folder. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCases, type Gives, type PlayCase } from './play-case.ts';
import { nonEmpty, runDrover } from './run-drover.ts';
import { startWebServers, type WebServers } from './web-server.ts';

export function describePlays(folder: string): void {
  describe('as Ansible does it', () => {
    let servers: WebServers;
    before(async () => (servers = await startWebServers()));
    after(() => servers.close());
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.plays.yml')))
      describe(file.replace('.plays.yml', ''), () => {
        for (const one of readCases(join(folder, file)).filter(isPossible))
          it(one.name, () => check(one, servers));
      });
  });
}

/** Owners can be changed by the superuser alone, and not every machine has every program. */
function isPossible({ root = false, programs = [] }: PlayCase): boolean {
  return (!root || process.getuid?.() === 0) && programs.every((path) => existsSync(path));
}

async function check(one: PlayCase, servers: WebServers): Promise<void> {
  assert.ok(one.gives !== undefined, 'Ask Ansible what it gives: see ask-ansible.ts.');
  const { http, https, ca, closed } = servers;
  const dir = mkdtempSync(join(tmpdir(), 'drover-play-'));
  const { gives, diagnostics } = await runDrover(one, { dir, http, https, ca, closed });
  assert.deepEqual({ ...gives, ...stopped(diagnostics) }, expected(one.gives, one.ours ?? {}));
}

/** Problems that were found before anything ran. */
function stopped(diagnostics: readonly string[]): object {
  return diagnostics.length === 0 ? {} : { stops: true, says: diagnostics };
}

/** What is to come of the case: what Ansible gives, with the keys that drover means to have otherwise. */
function expected(gives: Gives, ours: Readonly<Record<string, unknown>>): unknown {
  const { says, files, values, ...keys } = ours;
  if (says !== undefined) return { stops: true, says, ...nonEmpty({ files: files ?? {} }) };
  const { result, files: made = {}, ...rest } = gives;
  return {
    ...rest,
    ...(result === undefined ? {} : { result: withKeys(result, keys) }),
    ...(values === undefined ? {} : { values }),
    ...nonEmpty({ files: files ?? made }),
  };
}

/** A result with some keys replaced; those that are null are taken out. */
function withKeys(result: unknown, keys: Readonly<Record<string, unknown>>): unknown {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return result;
  return Object.fromEntries(
    Object.entries({ ...result, ...keys }).filter(([key, value]) => !(key in keys) || value !== null),
  );
}
