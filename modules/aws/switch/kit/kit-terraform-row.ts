import { join } from 'node:path';
import type { Files } from '../../../../engine/module.ts';
import type { ActRow } from '../execute/execute.types.ts';

/** Takes out of a Terraform file what the kit added when it switched. A file that is not here is left to its owner. */
export function kitTerraformRow(files: Files, root: string): ActRow {
  return {
    act: async ({ target }, way) => {
      if (way === 'do') return;
      const path = join(root, String(target['account']), String(target['name']));
      if ((await files.status(path)) === undefined) return;
      const text = Buffer.from(await files.read(path)).toString('utf8');
      const before = withoutSwitch(text, Number(target['size']));
      if (before !== text) await files.write(path, before);
    },
  };
}

/**
 * The text as it was: its first bytes, with the flag back. The kit measured the file once the flag was set, or before:
 * the two differ by a letter, so the cut is at the resource that follows, if there is one near.
 */
export function withoutSwitch(text: string, size: number): string {
  const bytes = Buffer.from(text, 'utf8');
  const near = bytes.subarray(0, size + 1).toString('utf8');
  const kept = bytes.length > size ? near.slice(0, near.lastIndexOf('\n') + 1) : text;
  return kept.replaceAll(/^(\s*switch_traffic\s*=\s*)true\s*$/gm, '$1false');
}
