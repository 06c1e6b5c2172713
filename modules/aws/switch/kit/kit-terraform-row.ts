import { join } from 'node:path';
import type { Files } from '../../../../engine/module.ts';
import type { ActRow } from '../execute/execute.types.ts';
import type { Operation } from '../operation.types.ts';

/**
 * Takes out of a Terraform file what the kit added when it switched. A file that is not here is left to its owner, and so
 * is one that was written anew since.
 */
export function kitTerraformRow(files: Files, root: string): ActRow {
  return {
    act: async (operation, way) => {
      if (way === 'do') return;
      const path = pathOf(operation, root);
      const text = await textAt(path, files);
      const before = text && withoutSwitch(text, sizeOf(operation));
      if (before !== undefined && before !== text) await files.write(path, before);
    },
  };
}

/** The files among operations that were taken back, and were left as they are: what the kit added is to be looked for. */
export async function leftKitFiles(
  operations: readonly Operation[],
  files: Files,
  root: string,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const operation of operations.filter(({ kind }) => kind === 'kit-terraform')) {
    const path = pathOf(operation, root);
    const text = await textAt(path, files);
    if (text !== undefined && withoutSwitch(text, sizeOf(operation)) === undefined) left.push(path);
  }
  return left;
}

/**
 * The text as it was: its first bytes, with the flag back. The kit measured the file once the flag was set, or before:
 * the two differ by a letter, so the cut is at the resource that follows, if there is one near. Undefined where other
 * things follow than what the kit adds: the file was written anew since, and the length is of another one.
 */
export function withoutSwitch(text: string, size: number): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  const end = bytes.length > size ? bytes.lastIndexOf('\n', size) + 1 : bytes.length;
  if (!added.test(bytes.subarray(end).toString('utf8'))) return undefined;
  const kept = bytes.subarray(0, end).toString('utf8');
  return kept.replaceAll(/^(\s*switch_traffic\s*=\s*)true\s*$/gm, '$1false');
}

/** Associations, which the kit appends, and nothing else. What is in quotes there may have `${…}` in it. */
const added =
  /^\s*(?:resource\s+"aws_(?:main_)?route_table_association"\s+"[^"\n]*"\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*)*$/;

function pathOf({ target }: Operation, root: string): string {
  return join(root, String(target['account']), String(target['name']));
}

function sizeOf({ target }: Operation): number {
  return Number(target['size']);
}

async function textAt(path: string, files: Files): Promise<string | undefined> {
  if ((await files.status(path)) === undefined) return undefined;
  return Buffer.from(await files.read(path)).toString('utf8');
}
