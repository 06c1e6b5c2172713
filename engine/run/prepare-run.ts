import { collectDiagnostics, type Diagnostic, type DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../language/expression/environment.ts';
import { renderFile } from '../language/expression/template.ts';
import type { Value } from '../language/expression/value.ts';
import { loadConfiguration, type Configuration } from '../language/configuration.ts';
import { limitPatterns } from '../language/inventory/limit.ts';
import { parseExtraVariables } from '../language/variables/extra-variables.ts';
import { vaultOpener } from '../language/vault/vault.ts';
import { checkIncludes } from '../plan/check-includes.ts';
import { evaluateStatic } from '../plan/evaluate-static.ts';
import { located, raw, values, type Layer } from '../plan/layer.ts';
import { planRun } from '../plan/plan-run.ts';
import type { NodeContext, PlannedRun } from '../plan/planned.ts';
import { createPlanner, type Planner } from '../plan/planner.ts';
import { readInventories } from './load-inventory.ts';
import type { Inside, RunInside, RunRequest, RunWorld } from './options.ts';
import { createRunState } from './create-run-state.ts';
import type { RunState } from './run-state.ts';
import { secretsOfRun } from './secrets-of-run.ts';
import { sortDiagnostics } from './sort-diagnostics.ts';
import { LayeredScope } from './scope/layered-scope.ts';

/** A run that is ready to begin, and all that was found wrong before. It must not begin if there are errors. */
export interface PreparedRun {
  readonly planned: PlannedRun;
  readonly run: RunState;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PrepareOptions {
  /** Look into files that are included by name, too. */
  readonly includes?: boolean;
  /** How plays inside of the run are run; without it, there are none. */
  readonly runInside?: RunInside;
  /** It is such a run itself. */
  readonly inside?: Inside | undefined;
}

const noneInside: RunInside = () => Promise.reject(new Error('nothing was to be run'));

/** Reads and plans all that a request names, without running any of it. */
export async function prepareRun(
  request: RunRequest,
  world: RunWorld,
  { includes = false, runInside = noneInside, inside }: PrepareOptions = {},
): Promise<PreparedRun> {
  const sink = collectDiagnostics();
  const openVault = request.vaultPasswords.length === 0 ? undefined : vaultOpener(request.vaultPasswords);
  const reading = { sink, openVault };
  const configuration = loadConfiguration(
    {
      files: world.files,
      environment: world.environment,
      currentDirectory: world.ports.currentDirectory(),
      homeDirectory: world.ports.homeDirectory(),
    },
    reading,
  );
  const extraVars =
    inside?.extraVars ??
    parseExtraVariables(request.extraVars, {
      ...reading,
      files: world.files,
      homeDirectory: world.ports.homeDirectory(),
    });
  const inventorySources = request.inventories.length > 0 ? request.inventories : configuration.inventory;
  const inventory = inside?.inventory ?? readInventories(inventorySources, world, reading);
  const limit =
    inside?.limit ??
    orReport(sink, () =>
      request.limit === undefined ? undefined : limitPatterns(request.limit, world.files),
    );
  const planner = {
    ...openPlanner({ request, world, sink, openVault, extraVars, configuration }),
    ...(inside === undefined ? {} : { nextId: inside.nextId }),
  };
  const planned = await planRun(request.playbooks, planner);
  if (includes) await checkIncludes(planned, planner);
  const run = createRunState({
    request,
    world,
    planner,
    extraVars,
    inventory,
    inventorySources,
    limit,
    secrets: secretsOfRun(request, extraVars, world.environment),
    runInside,
    inside,
    settings: {
      gathering: configuration.gathering,
      forks: request.forks ?? configuration.forks,
      anyErrorsFatal: configuration.anyErrorsFatal,
      forceHandlers: configuration.forceHandlers,
      configurationFile: configuration.path,
      configuration: (name) => configuration.lookup(name),
      openVault,
    },
  });
  return { planned, run, diagnostics: sortDiagnostics(sink.diagnostics) };
}

function orReport<T>(sink: DiagnosticSink, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    sink.report(error.code, error.diagnostic);
    return undefined;
  }
}

interface PlannerSources {
  readonly request: RunRequest;
  readonly world: RunWorld;
  readonly sink: DiagnosticSink;
  readonly openVault: ((content: Uint8Array, path: string) => Uint8Array) | undefined;
  readonly extraVars: ReadonlyMap<string, Value>;
  readonly configuration: Configuration;
}

function openPlanner({ request, world, sink, openVault, extraVars, configuration }: PlannerSources): Planner {
  return createPlanner({
    files: world.files,
    registry: world.registry,
    sink,
    openVault,
    selection: { only: request.tags, skip: request.skipTags },
    roles: {
      locked: world.locked?.roles ?? [],
      configured: configuration.rolesPath,
      collections: [...(world.locked?.collections ?? []), ...configuration.collectionsPath],
      packaged: world.packagedRoles,
    },
    evaluate: (written, context) =>
      evaluateStatic(written, staticEnvironment(context, extraVars, world, openVault), sink),
  });
}

/** What imports may use: extra variables, those of blocks and roles around them, and of the play. */
function staticEnvironment(
  context: NodeContext,
  extraVars: ReadonlyMap<string, Value>,
  world: RunWorld,
  openVault: PlannerSources['openVault'],
): TemplateEnvironment {
  const { role, play } = context;
  const magic = new Map<string, Value>([['playbook_dir', context.playFolder]]);
  if (role !== undefined) magic.set('role_path', role.role.path).set('role_name', role.role.name);
  const layers: Layer[] = [values(magic), raw(extraVars), ...[...context.vars].reverse().map(located)];
  if (role !== undefined) layers.push(located(role.parameters), located(role.role.vars), located(role.vars));
  for (const variables of [...context.importVars].reverse()) layers.push(located(variables));
  if (play?.keywords.vars !== undefined) layers.push(located(play.keywords.vars));
  if (role !== undefined) layers.push(located(role.role.defaults));
  const scope = new LayeredScope(layers);
  const environment: TemplateEnvironment = {
    scope,
    ports: world.ports,
    renderFile,
    searchPath: (subfolder) =>
      [...context.folders, context.playFolder].flatMap((folder) => [`${folder}/${subfolder}`, folder]),
    ...(openVault === undefined ? {} : { openVault }),
  };
  scope.environment = environment;
  return environment;
}
