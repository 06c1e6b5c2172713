import { copyFile, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { HookCall } from './hook.types.ts';
import { forkliftFiles } from './forklift-files.ts';

/** A playbook in a folder of its own, with what its tasks find beside it. */
export interface Stage {
  readonly folder: string;
  readonly playbook: string;
  /** A playbook that waits until the host can be reached. */
  readonly waiting: string;
  remove(): Promise<void>;
}

/**
 * Puts the playbook of a hook where files can stand beside it that are not of its content: the content's own folder may
 * not be changed. What stood beside it is linked. `host`: what a playbook for a role is to name. No secret is in it.
 */
export async function stagePlaybook(call: HookCall, host: string): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-hook-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const playbook = await fill(folder, call, host);
    for (const [name, text] of await forkliftFiles(call))
      await writeFile(join(folder, name), text, { mode: 0o600 });
    const waiting = join(folder, 'drover-wait.yml');
    await writeFile(waiting, waitPlaybook(call.hook.wait, host), { mode: 0o600 });
    return { folder, playbook, waiting, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(folder: string, { content, hook }: HookCall, host: string): Promise<string> {
  if (content.kind === 'role') {
    const playbook = join(folder, 'hook.yml');
    await writeFile(playbook, rolePlaybook(content.name, hook, host), { mode: 0o600 });
    return playbook;
  }
  const from = dirname(content.path);
  const name = basename(content.path);
  const own = new Set([name, 'plan.yml', 'workload.yml']);
  for (const entry of await readdir(from))
    if (!own.has(entry)) await symlink(join(from, entry), join(folder, entry));
  await copyFile(content.path, join(folder, name));
  return join(folder, name);
}

function rolePlaybook(role: string, { become, gatherFacts, label }: HookCall['hook'], host: string): string {
  const user = become?.user;
  const play = {
    name: label,
    hosts: host,
    gather_facts: gatherFacts,
    ...(become === undefined ? {} : { become: true, ...(user === undefined ? {} : { become_user: user }) }),
    roles: [{ role }],
  };
  // YAML, as JSON is.
  return `${JSON.stringify([play], undefined, 2)}\n`;
}

function waitPlaybook(timeout: number, host: string): string {
  const task = { name: 'Wait until it can be reached', 'ansible.builtin.wait_for_connection': { timeout } };
  return JSON.stringify([{ name: 'wait', hosts: host, gather_facts: false, tasks: [task] }]);
}
