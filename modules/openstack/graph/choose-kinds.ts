import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Kind } from '../kind/kind.ts';

/**
 * The kinds of these names, in the order of `kinds`: plurals as in playbooks, the file, or the name of one. Throws
 * `unknown-kind` for a name of none.
 */
export function chooseKinds(names: readonly string[], kinds: readonly Kind[]): readonly Kind[] {
  const chosen = new Set(names.map((name) => kindNamed(name, kinds)));
  return kinds.filter((kind) => chosen.has(kind));
}

/** The kind of a name, as in `chooseKinds`. */
export function kindNamed(name: string, kinds: readonly Kind[]): Kind {
  const wanted = name
    .trim()
    .toLowerCase()
    .replaceAll(/[-\s]/g, '_')
    .replace(/\.ya?ml$/, '');
  const found =
    kinds.find(({ plural, file }) => wanted === plural || wanted === file.replace(/\.yml$/, '')) ??
    kinds.find(({ collection }) => wanted === collection.name);
  if (found !== undefined) return found;
  const plurals = kinds.map(({ plural }) => plural);
  throw new DroverError('unknown-kind', {
    detail: `There is no kind of resource called "${name}".${didYouMean(name, plurals)}`,
    help: `Kinds: ${plurals.join(', ')}.`,
  });
}
