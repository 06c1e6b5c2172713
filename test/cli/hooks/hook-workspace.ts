import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { hand, type Hand } from '../migration/hand.ts';
import { openWorkspace, type Workspace } from '../migration/workspace.ts';

/** Two clouds with servers at the source that are to be migrated, in a folder with roles of one's own. */
export interface HookWorkspace extends Workspace {
  readonly here: Hand;
  readonly there: Hand;
  /** Writes a file of the folder, and gives its path. */
  write(path: string, content: string): string;
  /** Writes `plan.yml` with hooks and further variables. */
  plan(hooks: unknown, variables?: Readonly<Record<string, unknown>>): void;
  /** Lines that hooks have written to `notes`. */
  notes(): readonly string[];
  /** Makes both clouds what they were, and empties the notes. */
  restore(): void;
}

/** A role whose only task notes what it is told. It runs on this machine, whatever host it is for. */
export const NOTING = [
  '- name: note',
  '  ansible.builtin.shell: >-',
  "    echo \"{{ drover_phase }} {{ drover_workload.name | default('-') }} {{ note | default('') }}\" >> {{ notes_file }}",
  '',
].join('\n');

/** `environment`: further variables of the environment that drover runs in. */
export async function openHookWorkspace(
  servers: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<HookWorkspace> {
  const workspace = await openWorkspace({
    serverRequestsUntilDone: 1,
    isHome: true,
    environment,
    // All is said: nobody waits for the keys of hosts.
    consoleOf: () => 'Cloud-init v. 24.1 finished',
  });
  const here = hand(workspace.source, 'src');
  const there = hand(workspace.destination, 'dst');
  for (const name of servers) here.server(name);
  await workspace.succeed('run', 'export_workloads.yml');
  const snapshots = [workspace.source.snapshot(), workspace.destination.snapshot()];
  const notesFile = join(workspace.folder, 'notes');
  const write = (path: string, content: string): string => {
    const whole = join(workspace.folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content);
    return whole;
  };
  write('roles/noting/tasks/main.yml', NOTING);
  return {
    ...workspace,
    here,
    there,
    write,
    plan: (hooks, variables = {}) => {
      write(
        'plan.yml',
        stringify({
          hooks,
          notes_file: notesFile,
          hooks_host_vars: { ansible_connection: 'local' },
          os_migrate_workload_stop_before_migration: true,
          ...variables,
        }),
      );
    },
    notes: () =>
      existsSync(notesFile)
        ? readFileSync(notesFile, 'utf8')
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '')
        : [],
    restore: () => {
      for (const back of snapshots) back();
      writeFileSync(notesFile, '');
    },
  };
}
