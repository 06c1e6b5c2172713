import { randomBytes } from 'node:crypto';
import { fromJson } from '../../language/expression/convert.ts';
import { Sealed, type Value } from '../../language/expression/value.ts';
import { withHost } from '../../language/inventory/change-inventory.ts';
import { inventoryFolders } from '../../language/inventory/load-inventory.ts';
import type { Inventory } from '../../language/inventory/inventory.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import { encryptVault } from '../../language/vault/vault.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { formatPlace } from '../../diagnostics/span.ts';
import type {
  ExportedPlay,
  PlayContent,
  PlayName,
  PlayRequest,
  Plays,
  WrittenVariables,
} from '../../module.ts';
import type { Inside, RunRequest, RunWorld } from '../options.ts';
import { prepareRun } from '../prepare-run.ts';
import type { RunState } from '../run-state.ts';
import { variablesBeside } from '../scope/inventory-layers.ts';
import { exportPlay, exportReach } from './export-play.ts';
import { followPlay } from './follow-play.ts';
import { problemText } from './problem-text.ts';
import { watch } from './watch.ts';

/** Plays inside of a run: they share its variables, inventory, journal and interruption, and have a state of their own. */
export function playsOf(run: RunState): Plays {
  return {
    runId: run.world.runId ?? '',
    find: (name, known) => find(name, known, run),
    async check(request) {
      const { inside, world, own } = within(request, run);
      const { diagnostics } = await prepareRun(own, world, { includes: true, inside });
      return diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ code, detail, span }) => {
          const text = problemText({ code, detail });
          return span === undefined ? text : `${formatPlace(span)}: ${text}`;
        });
    },
    async run(request) {
      const { inside, world, own } = within(request, run);
      const watched = watch(request, (event) => {
        run.emit(event);
      });
      const summary = await run.runInside(own, { ...world, sink: watched.sink }, inside);
      return watched.outcome(summary);
    },
    export: (request) => exported(request, run),
    seal: (text, password) =>
      encryptVault(new TextEncoder().encode(text), { id: 'default', password }, randomBytes(32)),
    follow: (request) => followPlay(request, run),
    report: (hook) => {
      run.emit({ type: 'hook', hook });
    },
  };
}

function find(name: PlayName, known: string | undefined, run: RunState): Promise<PlayContent> {
  const { plays } = run.world;
  if (plays !== undefined) return plays.find(name, known);
  throw new DroverError('content-not-locked', {
    detail: 'This run has no place for plays inside of it.',
    help: 'Run the playbook with `drover run`.',
  });
}

function exported(request: PlayRequest, run: RunState): ExportedPlay {
  const inventory = inventoryFor(request, run);
  return {
    ...exportPlay({
      inventory,
      adjacent: inventoryFolders(inventory, run.world.files).map((folder) => variablesBeside(run, folder)),
      extraVars: variablesFor(request, run),
    }),
    limit: limitTo(request.host.name, inventory, run.inventory),
    reach: exportReach(run.request),
    vaultPasswords: run.request.vaultPasswords,
  };
}

function within(
  request: PlayRequest,
  run: RunState,
): { readonly own: RunRequest; readonly world: RunWorld; readonly inside: Inside } {
  const { content, checkMode } = request;
  const inventory = inventoryFor(request, run);
  const { startAtTask: _startAtTask, step: _step, limit: _limit, ...asked } = run.request;
  return {
    own: { ...asked, playbooks: [request.playbook], extraVars: [], tags: [], skipTags: [], checkMode },
    world: {
      ...run.world,
      signal: AbortSignal.any([run.world.signal, request.deadline]),
      locked: {
        digest: content.lock ?? content.digest,
        roles: content.roles,
        collections: content.collections,
      },
    },
    inside: {
      extraVars: variablesFor(request, run),
      inventory,
      limit: limitTo(request.host.name, inventory, run.inventory),
      nextId: () => run.nextId(),
      deadline: request.deadline,
    },
  };
}

function variablesFor({ variables, facts }: PlayRequest, run: RunState): ReadonlyMap<string, Raw> {
  const known = Object.entries(facts).map(([name, value]) => [name, asItIs(fromJson(value))] as const);
  return new Map([...run.extraVars, ...rawValues(variables), ...known]);
}

/** A value in which no text is a template, even where it looks like one. */
function asItIs(value: Value): Raw {
  if (typeof value === 'string') return /\{[{%#]/.test(value) ? new Sealed(() => value, false) : value;
  if (Array.isArray(value)) return value.map(asItIs);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, asItIs(item)]));
  return value;
}

function inventoryFor({ host }: PlayRequest, { inventory }: RunState): Inventory {
  if (host.variables.size === 0 && (inventory.hosts.has(host.name) || isLocal(host.name))) return inventory;
  return withHost(inventory, { name: host.name, variables: rawValues(host.variables) });
}

function rawValues(variables: WrittenVariables): ReadonlyMap<string, Raw> {
  // What a module hands back came to it as engine values, or is JSON.
  return new Map(
    [...variables].map(([name, value]) => [name, value instanceof Sealed ? value : fromJson(value)]),
  );
}

function isLocal(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '::1';
}

/**
 * `all` is the one host, and those that the plays add themselves; the others of the inventory are there for delegation.
 * Plays of `localhost` run, too, where it stands in no inventory.
 */
function limitTo(name: string, inventory: Inventory, known: Inventory): readonly string[] {
  const others = [...known.hosts.keys()].filter((one) => one !== name);
  const local = inventory.hosts.has('localhost') && name !== 'localhost' ? [] : ['localhost'];
  return ['all', name, ...local, ...others.map((one) => `!${one}`)];
}
