import type { Server } from '../rows.ts';

/** What clients call the states, by what Nova calls them; what is under way may give another word. */
const STATUSES: Readonly<Record<string, readonly [status: string, Readonly<Record<string, string>>?]>> = {
  active: [
    'ACTIVE',
    {
      rebooting: 'REBOOT',
      reboot_pending: 'REBOOT',
      reboot_started: 'REBOOT',
      rebooting_hard: 'HARD_REBOOT',
      reboot_pending_hard: 'HARD_REBOOT',
      reboot_started_hard: 'HARD_REBOOT',
      updating_password: 'PASSWORD',
      rebuilding: 'REBUILD',
      rebuild_block_device_mapping: 'REBUILD',
      rebuild_spawning: 'REBUILD',
      migrating: 'MIGRATING',
      resize_prep: 'RESIZE',
      resize_migrating: 'RESIZE',
      resize_migrated: 'RESIZE',
      resize_finish: 'RESIZE',
    },
  ],
  building: ['BUILD'],
  stopped: [
    'SHUTOFF',
    {
      resize_prep: 'RESIZE',
      resize_migrating: 'RESIZE',
      resize_migrated: 'RESIZE',
      resize_finish: 'RESIZE',
      rebuilding: 'REBUILD',
    },
  ],
  resized: ['VERIFY_RESIZE', { resize_reverting: 'REVERT_RESIZE' }],
  paused: ['PAUSED', { migrating: 'MIGRATING' }],
  suspended: ['SUSPENDED'],
  rescued: ['RESCUE'],
  error: ['ERROR', { rebuilding: 'REBUILD' }],
  deleted: ['DELETED'],
  'soft-delete': ['SOFT_DELETED'],
  shelved: ['SHELVED'],
  shelved_offloaded: ['SHELVED_OFFLOADED'],
};

export function statusOf({ vm_state, task_state }: Pick<Server, 'vm_state' | 'task_state'>): string {
  const [status, busy = {}] = STATUSES[vm_state] ?? ['UNKNOWN'];
  return busy[task_state ?? ''] ?? status;
}

/** Whether there is such a status at all; letters may be small. */
export function isStatus(text: string): boolean {
  const words = Object.values(STATUSES).flatMap(([status, busy = {}]) => [status, ...Object.values(busy)]);
  return words.includes(text.toUpperCase());
}

/** Power states by number, as clients see them. */
export const POWER = { none: 0, running: 1, paused: 3, off: 4 } as const;
