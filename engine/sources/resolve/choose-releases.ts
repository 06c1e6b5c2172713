import { DroverError } from '../../diagnostics/drover-error.ts';
import { compareVersions, isExact, meetsRange, parseVersion, type Version } from '../galaxy/version-range.ts';

/** A range of a collection, and what asks for it. */
export interface Constraint {
  readonly name: string;
  readonly range: string;
  readonly by: string;
}

/** What is known of collections of Galaxy; asked as far as it is needed. */
export interface ReleaseSource {
  versions(name: string): Promise<readonly string[]>;
  dependencies(name: string, version: string): Promise<Readonly<Record<string, string>>>;
}

export interface Choosing {
  readonly source: ReleaseSource;
  /** Versions of collections that come from elsewhere. */
  readonly fixed: ReadonlyMap<string, string>;
  /** Versions that a lock has: taken first, if they fit. */
  readonly before: ReadonlyMap<string, string>;
}

const mostSteps = 2000;

/**
 * A version for each collection that is asked for, and for all that those need: the newest that meet all ranges, where
 * that is possible; older ones where only they go together. Throws `source-conflict` with all that asks.
 */
export async function chooseReleases(
  asked: readonly Constraint[],
  choosing: Choosing,
): Promise<ReadonlyMap<string, string>> {
  let steps = 0;
  let failure: DroverError | undefined;
  const chosen = await choose(new Map(), asked);
  if (chosen !== undefined) return chosen;
  throw failure ?? new Error('Nothing was tried.');

  async function choose(
    taken: ReadonlyMap<string, string>,
    constraints: readonly Constraint[],
  ): Promise<ReadonlyMap<string, string> | undefined> {
    const broken = constraints.find(
      ({ name, range }) => !fits(taken.get(name) ?? choosing.fixed.get(name), range),
    );
    if (broken !== undefined) {
      failure ??= conflict(
        broken.name,
        constraints,
        [],
        taken.get(broken.name) ?? choosing.fixed.get(broken.name),
      );
      return undefined;
    }
    const next = constraints.find(({ name }) => !taken.has(name) && !choosing.fixed.has(name));
    if (next === undefined) return taken;
    const all = await choosing.source.versions(next.name);
    const candidates = candidatesFor(next.name, all, constraints, choosing.before);
    if (candidates.length === 0) failure ??= conflict(next.name, constraints, all, undefined);
    for (const version of candidates) {
      steps += 1;
      if (steps > mostSteps) throw tooMany(next.name);
      const needs = await choosing.source.dependencies(next.name, version);
      const by = `collection ${next.name} ${version}`;
      const more = Object.entries(needs).map(([name, range]) => ({ name, range, by }));
      const found = await choose(new Map(taken).set(next.name, version), [...constraints, ...more]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function fits(version: string | undefined, range: string): boolean {
  const parsed = version === undefined ? undefined : parseVersion(version);
  return parsed === undefined || meetsRange(parsed, range);
}

function candidatesFor(
  name: string,
  all: readonly string[],
  constraints: readonly Constraint[],
  before: ReadonlyMap<string, string>,
): readonly string[] {
  const ranges = constraints.filter((one) => one.name === name).map(({ range }) => range);
  const mayBePre = ranges.some(isExact);
  const fitting = all
    .flatMap((text): Version[] | Version => parseVersion(text) ?? [])
    .filter(
      (version) =>
        (version.pre.length === 0 || mayBePre) && ranges.every((range) => meetsRange(version, range)),
    )
    .toSorted((a, b) => compareVersions(b, a))
    .map(({ text }) => text);
  const kept = before.get(name);
  return kept !== undefined && fitting.includes(kept)
    ? [kept, ...fitting.filter((one) => one !== kept)]
    : fitting;
}

function conflict(
  name: string,
  constraints: readonly Constraint[],
  all: readonly string[],
  have: string | undefined,
): DroverError {
  const asks = constraints.filter((one) => one.name === name).map(({ range, by }) => `${range} by ${by}`);
  if (have === undefined && all.length === 0) {
    return new DroverError('source-missing', {
      detail: `No Galaxy server has the collection ${name}, which is asked for: ${asks.join('; ')}.`,
      help: 'Check the name (namespace.collection), name the server with --server, or its repository with `type: git`.',
    });
  }
  const newest = all.flatMap((text) => parseVersion(text) ?? []).toSorted((a, b) => compareVersions(b, a));
  return new DroverError('source-conflict', {
    detail: `No version of ${name} is what all ask for: ${asks.join('; ')}${have === undefined ? '' : `; it is ${have}`}.`,
    help:
      newest.length === 0
        ? 'Change one of them, or the version of what asks.'
        : `There are ${newest
            .slice(0, 8)
            .map(({ text }) => text)
            .join(', ')}. Change one of the ranges, or the version of what asks.`,
  });
}

function tooMany(name: string): DroverError {
  return new DroverError('source-conflict', {
    detail: `After ${mostSteps} attempts there are no versions of collections that go together; the last one was of ${name}.`,
    help: 'Name versions of some of them in requirements.yml, so that there is less to try.',
  });
}
