import assert from 'node:assert/strict';
import type { Ended } from '../built.ts';
import { inventoryOf } from './inventory.ts';
import type { SeededServer } from './seed-servers.ts';
import { until } from './troubles.ts';
import type { WorkloadWorkspace } from './workspace.ts';

/** Moves one server of those that are exported. */
export function move(workspace: WorkloadWorkspace, { name }: SeededServer): Promise<Ended> {
  const filter = JSON.stringify({ os_migrate_workloads_filter: [name] });
  return workspace.drover('run', 'import_workloads.yml', '-e', filter);
}

/** The names of what is there for a while only. */
export function temporaryIn({ source, destination }: WorkloadWorkspace): string[] {
  return [source, destination].flatMap((cloud) => {
    const { volumes, snapshots, images } = inventoryOf(cloud);
    const names = [...volumes, ...snapshots, ...images].map(({ name }) => String(name));
    return names.filter((name) => name.startsWith('os-migrate-'));
  });
}

/** Throws if a cloud has more of that than it had, or if something still runs on a host. */
export async function assertNothingLeftOver(
  workspace: WorkloadWorkspace,
  before: readonly string[] = [],
): Promise<void> {
  assert.deepEqual(temporaryIn(workspace), before, 'temporary resources are left over');
  for (const host of [...workspace.hosts.source, ...workspace.hosts.destination]) {
    await until(`the end of all on ${host.record.name}`, () => host.running().length === 0);
  }
}

/** What a run said, for messages of tests. */
export function said(...runs: readonly Ended[]): string {
  return runs
    .map(({ code, stdout, stderr }) => `ended with ${code}\n${stdout}${stderr}`)
    .join('\n--- then ---\n');
}
