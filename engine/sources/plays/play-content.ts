import type { PlayContent, PlayName } from '../../module.ts';
import type { Copies } from './copies.ts';
import { findPlaybook } from './find-playbook.ts';
import { findRole } from './find-role.ts';
import type { PlayContentOptions } from './options.ts';

/**
 * Finds content for plays inside of a run: what a lock pins, else what stands on this machine, which is copied to the
 * cache when it is first asked for. In both cases the run has the same from then on, whatever becomes of its source.
 */
export function playContent(options: PlayContentOptions): {
  find(name: PlayName, known?: string): Promise<PlayContent>;
} {
  const copies: Copies = new Map();
  const checking = new Map<string, Promise<PlayContent>>();
  const find = (name: PlayName, known: string | undefined): Promise<PlayContent> =>
    'role' in name
      ? findRole(name.role, known, options, copies)
      : findPlaybook(name.playbook, known, options, copies);
  return {
    // Those who ask at once share a check.
    find(name, known) {
      const key = JSON.stringify([name, known]);
      const under = checking.get(key);
      if (under !== undefined) return under;
      const check = find(name, known).finally(() => checking.delete(key));
      checking.set(key, check);
      return check;
    },
  };
}
