/** Attributes of all files of an archive at once: there may be thousands of them. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { attributeChange, type AttributeArguments } from '../attributes.ts';
import type { Programs } from '../programs.ts';
import { nulled, type There } from './there.ts';

/** A program with the paths that it is to be run on. */
interface Deed {
  readonly words: readonly string[];
  readonly paths: readonly string[];
}

/** What makes these files have the owner, the group and the mode; none where they have them. */
export function attributeDeeds(
  asked: AttributeArguments,
  there: ReadonlyMap<string, There>,
): readonly Deed[] {
  const byWords = new Map<string, { readonly words: readonly string[]; readonly paths: string[] }>();
  const add = (path: string, ...words: readonly string[]): void => {
    const deed = byWords.get(words.join(' ')) ?? { words, paths: [] };
    deed.paths.push(path);
    byWords.set(words.join(' '), deed);
  };
  for (const [path, status] of there) {
    const change = attributeChange(asked, status, { mode: status.mode, isDirectory: false });
    if (change.owner !== undefined) add(path, 'chown', '-h', change.owner);
    if (change.group !== undefined) add(path, 'chgrp', '-h', change.group);
    // Links have no mode of their own.
    if (change.mode !== undefined && status.type !== 'link') add(path, 'chmod', change.mode.toString(8));
  }
  // After the owner: a change of owner takes the set-id bits away.
  return [...byWords.values()].sort(
    (a, b) => Number(a.words[0] === 'chmod') - Number(b.words[0] === 'chmod'),
  );
}

export async function applyDeeds(folder: string, deeds: readonly Deed[], programs: Programs): Promise<void> {
  for (const { words, paths } of deeds) {
    const script = 'cd -- "$1" && shift && xargs -0 "$@" --';
    const { rc, stderr } = await programs.run(['sh', '-c', script, 'sh', folder, ...words], {
      stdin: nulled(paths),
    });
    if (rc !== 0)
      throw new DroverError('module-failed', {
        detail: `${words.join(' ')} failed: ${stderr.trim()}`,
        help: 'See that the owner and the group are known to the machine, and that the task runs as root (become).',
      });
  }
}
