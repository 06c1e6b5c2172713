import { DroverError } from '../../diagnostics/drover-error.ts';
import type { LockedAsset } from '../lock/lock.ts';
import { placeOf, type Requirement } from '../requirements/requirement.ts';
import type { SourceContext } from './context.ts';
import { byName, isDeclared } from './declared.ts';
import { atItsPlace } from './at-its-place.ts';
import { checkReach } from './check-reach.ts';
import { inParallel } from './in-parallel.ts';
import type { ObtainOptions } from './obtain.ts';
import { asked, meet } from './role-conflicts.ts';
import { keepRole, resolveRole, type ResolvedRole } from './resolve-role.ts';

export interface RolesOptions extends ObtainOptions {
  /** What a lock has already: kept where it was made for the same. */
  readonly before: readonly LockedAsset[];
  /** Names that are resolved anew all the same. */
  readonly isMoved: (name: string) => boolean;
}

/** All roles that are asked for, with all that they need, and the collections that these ask for. */
export interface ResolvedRoles {
  readonly assets: readonly LockedAsset[];
  readonly collections: readonly Requirement[];
}

/** What the project asks for itself, which decides, and what playbooks of repositories bring with them. */
export interface AskedRoles {
  readonly own: readonly Requirement[];
  readonly inner: readonly Requirement[];
}

/** Resolves roles and, wave by wave, what they need; those of one wave side by side. */
export async function resolveRoles(
  { own, inner }: AskedRoles,
  context: SourceContext,
  options: RolesOptions,
): Promise<ResolvedRoles> {
  const known = new Map<string, Promise<ResolvedRole>>();
  const resolveOnce = (requirement: Requirement): Promise<ResolvedRole> => {
    const kept = options.before.find(
      (asset) => isDeclared(asset, requirement) && !options.isMoved(asset.name),
    );
    const key = asked({ ...requirement, by: requirement.name ?? '', span: undefined });
    const found =
      known.get(key) ??
      atItsPlace(requirement, () =>
        kept === undefined ? resolveRole(requirement, context) : keepRole(kept, context, options),
      );
    known.set(key, found);
    return found;
  };
  // What decides over a requirement that was met before it; each makes one more round, of what is fetched already.
  const better = new Map<string, Requirement>();
  for (;;) {
    const round = await walk({ own, inner }, better, resolveOnce, context);
    if (round !== 'again') return round;
  }
}

async function walk(
  { own, inner }: AskedRoles,
  better: Map<string, Requirement>,
  resolveOnce: (requirement: Requirement) => Promise<ResolvedRole>,
  context: SourceContext,
): Promise<ResolvedRoles | 'again'> {
  const isOwn = (one: Requirement): boolean => own.includes(one);
  const taken = new Map<string, Requirement>();
  const askers = new Map<string, Set<string>>();
  const found = new Map<string, ResolvedRole>();
  const collections: Requirement[] = [];
  let wave: readonly Requirement[] = [...own, ...inner];
  while (wave.length > 0) {
    const fresh: Requirement[] = [];
    for (const written of wave) {
      const name = written.name ?? '';
      askers.set(name, (askers.get(name) ?? new Set()).add(written.by));
      const first = taken.get(name);
      const requirement = first === undefined ? (better.get(name) ?? written) : written;
      if (first === undefined) {
        taken.set(name, requirement);
        fresh.push(requirement);
        continue;
      }
      const meeting = meet(first, requirement, isOwn);
      if (meeting === 'kept') warnOfOther(first, requirement, context);
      if (meeting === 'better') {
        better.set(name, requirement);
        return 'again';
      }
    }
    const resolved = await inParallel(fresh, resolveOnce);
    const next: Requirement[] = [];
    for (const [index, role] of resolved.entries()) {
      const requirement = fresh[index];
      if (requirement === undefined) continue;
      found.set(requirement.name ?? '', role);
      const isDecided = ({ name = '' }: Requirement): boolean => {
        const decided = taken.get(name);
        return decided !== undefined && isOwn(decided);
      };
      checkReach(
        requirement.source,
        role.dependencies.filter((one) => !isDecided(one)),
      );
      next.push(...role.dependencies.filter(({ kind }) => kind === 'role'));
      collections.push(...role.dependencies.filter(({ kind }) => kind === 'collection'));
    }
    wave = next;
  }
  refuseCircle(found);
  const assets = [...found.values()].map(({ asset, dependencies }) => ({
    ...asset,
    needs: [...new Set(dependencies.map(byName))].toSorted(),
    for: [...(askers.get(asset.name) ?? [])].toSorted(),
  }));
  return { assets, collections };
}

function warnOfOther(first: Requirement, second: Requirement, context: SourceContext): void {
  context.reach.warn(
    `The role ${first.name ?? ''} is taken as ${asked(first)}; ${placeOf(second)} asks for ${asked(second)}.`,
  );
}

/** Roles that need one another in a circle can never run: each would have to run before itself. */
function refuseCircle(found: ReadonlyMap<string, ResolvedRole>): void {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[], by?: Requirement): void => {
    const at = path.indexOf(name);
    if (at !== -1) {
      throw new DroverError('source-cycle', {
        detail: `Roles need one another in a circle: ${[...path.slice(at), name].join(' → ')}.`,
        help: 'Take one out of the dependencies in meta/main.yml of another.',
        span: by?.span,
      });
    }
    if (done.has(name)) return;
    for (const dependency of found.get(name)?.dependencies ?? [])
      if (dependency.kind === 'role') visit(dependency.name ?? '', [...path, name], dependency);
    done.add(name);
  };
  for (const name of found.keys()) visit(name, []);
}
