import { dirname } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { requirementsIn, sourceIn } from '../content/role-metadata.ts';
import type { LockedAsset } from '../lock/lock.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { readTree } from '../tree/folder.ts';
import type { Tree } from '../tree/tree.ts';
import type { SourceContext } from './context.ts';
import { byName, declaredOf, isDeclared } from './declared.ts';
import { fetchSource } from './fetch-source.ts';
import { obtain } from './obtain.ts';
import { pinsOf } from './resolve-role.ts';
import type { RolesOptions } from './resolve-roles.ts';

export interface ResolvedPlaybook {
  readonly asset: LockedAsset;
  readonly dependencies: readonly Requirement[];
}

/** A playbook with all of its repository, and the requirements that stand beside it or at the top of the repository. */
export async function resolvePlaybook(
  requirement: Requirement,
  context: SourceContext,
  options: RolesOptions,
): Promise<ResolvedPlaybook> {
  const { name = '', by } = requirement;
  const kept = options.before.find((asset) => isDeclared(asset, requirement) && !options.isMoved(asset.name));
  if (kept !== undefined) {
    const tree = readTree(await obtain(kept, 'playbooks', context, options));
    return { asset: { ...kept, for: [by] }, dependencies: dependenciesOf(tree, requirement) };
  }
  const fetched = await fetchSource(requirement, context);
  if (!fetched.tree.some(({ path }) => path === name)) throw noSuchPlaybook(requirement, fetched.tree);
  const digest = context.cache.put(fetched.tree);
  const asset: LockedAsset = { name, ...declaredOf(requirement), ...pinsOf(fetched), digest, for: [by] };
  return { asset, dependencies: dependenciesOf(fetched.tree, requirement) };
}

function dependenciesOf(tree: Tree, requirement: Requirement): readonly Requirement[] {
  const beside = dirname(requirement.name ?? '');
  const folders = [...new Set(['', beside === '.' ? '' : `${beside}/`])];
  return folders.flatMap((folder) =>
    ['', 'roles/', 'collections/'].flatMap((below) => {
      const paths = [`${folder}${below}requirements.yml`, `${folder}${below}requirements.yaml`];
      const file = sourceIn(tree, paths, byName(requirement));
      return file === undefined ? [] : requirementsIn(file, byName(requirement));
    }),
  );
}

function noSuchPlaybook({ name = '' }: Requirement, tree: Tree): DroverError {
  const there = tree.map(({ path }) => path).filter((path) => /^[^/]+\.ya?ml$/.test(path));
  return new DroverError('source-missing', {
    detail: `The repository has no file ${name}.`,
    help:
      there.length === 0
        ? 'There is no playbook at its top.'
        : `At its top there ${there.length === 1 ? 'is' : 'are'} ${there.slice(0, 8).join(', ')}.`,
  });
}
