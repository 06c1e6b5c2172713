/** A person who switches and reverts, over a world in memory: what a module does, without the engine around it. */
import { memoryJournal } from '../../../../../engine/run/journal.ts';
import type { StateLines } from '../../../../../engine/module.ts';
import { vpcViews } from '../../../../../modules/aws/discovery/view/views.ts';
import { foldSwitch, type SwitchState } from '../../../../../modules/aws/switch/journal/fold-switch.ts';
import { readVpcLines, type RemoteLines } from '../../../../../modules/aws/switch/journal/vpc-lines.ts';
import type { Operation, Way } from '../../../../../modules/aws/switch/operation.types.ts';
import { associationsOfCopies } from '../../../../../modules/aws/switch/plan/on-copies.ts';
import type { SwitchSettings } from '../../../../../modules/aws/switch/plan/plan.types.ts';
import { switchRows } from '../../../../../modules/aws/switch/rows/switch-rows.ts';
import { describePlan } from '../../../../../modules/aws/switch/run/describe-plan.ts';
import type { PlannedVpc } from '../../../../../modules/aws/switch/run/planned.types.ts';
import { revertWork } from '../../../../../modules/aws/switch/run/revert-work.ts';
import type { RunPorts, VpcOutcome } from '../../../../../modules/aws/switch/run/run.types.ts';
import { runVpcs } from '../../../../../modules/aws/switch/run/run-vpcs.ts';
import { switchWork } from '../../../../../modules/aws/switch/run/switch-work.ts';
import { smallAws, type Faults, type SmallAws } from './small-aws.ts';
import { ACCOUNT, REGION, shopConfig, snapshotOf, type ConfigChoice, type World } from './world.ts';

export interface OperatorOptions {
  readonly settings?: Partial<SwitchSettings>;
  readonly choice?: ConfigChoice;
  readonly faults?: Faults;
  readonly remote?: RemoteLines;
  readonly state?: StateLines;
  readonly ports?: Partial<RunPorts>;
  /** What the kit has switched, by VPC. */
  readonly adopted?: ReadonlyMap<string, readonly Operation[]>;
  /** Only this VPC. */
  readonly only?: string;
}

export interface Operated {
  readonly planned: readonly PlannedVpc[];
  readonly outcomes: readonly VpcOutcome[];
  readonly writes: readonly string[];
  readonly warnings: readonly string[];
  /** The calls that the plan shows, in order. */
  readonly announced: readonly string[];
}

export interface Operator {
  run(way: Way, options?: OperatorOptions): Promise<Operated>;
  state(vpc: string): Promise<SwitchState>;
}

/** Lines in memory, which outlive a run that is cut off. */
export function linesInMemory(onAppend: (text: string) => void = () => undefined): StateLines {
  const files = new Map<string, string[]>();
  return {
    read: (name) => Promise.resolve([...(files.get(name) ?? [])]),
    append: (name, line) =>
      new Promise((resolve) => {
        onAppend(line);
        files.set(name, [...(files.get(name) ?? []), line]);
        resolve();
      }),
    names: (folder) => Promise.resolve([...files.keys()].filter((name) => name.startsWith(`${folder}/`))),
  };
}

const ALL: SwitchSettings = { removesStaticRoutes: true, removesPropagations: true, canary: [], probes: [] };

export function operatorOf(
  world: World,
  state: StateLines = linesInMemory(),
  remote?: RemoteLines,
): Operator {
  const from = remote === undefined ? {} : { remote };
  return {
    run: (way, options = {}) => operate(world, way, { state, ...from, ...options }),
    state: async (vpc) => foldSwitch(await readVpcLines({ account: ACCOUNT, vpc }, { state, ...from })),
  };
}

async function operate(world: World, way: Way, options: OperatorOptions): Promise<Operated> {
  const small = smallAws(world, options.faults);
  const planned = await planAll(world, way, options);
  const plan = describePlan(planned, way);
  const announced = (plan.result?.['operations'] as readonly { readonly calls: readonly string[] }[]).flatMap(
    ({ calls }) => calls,
  );
  const warnings: string[] = [];
  const outcomes = await runVpcs(plan.detail, portsOf(small, options, warnings));
  return { planned, outcomes, writes: small.writes, warnings, announced };
}

async function planAll(world: World, way: Way, options: OperatorOptions) {
  const { settings, choice, state, remote, adopted, only } = options;
  const snapshot = snapshotOf(world);
  const facts = { regions: snapshot.regions, transits: snapshot.transits, gateways: world.gateways };
  const planned: PlannedVpc[] = [];
  const views = vpcViews(snapshot, shopConfig(choice));
  for (const view of views.filter(({ id }) => only === undefined || id === only)) {
    const place = { account: ACCOUNT, vpc: view.id };
    const ports = { state: state!, ...(remote === undefined ? {} : { remote }) };
    const before = foldSwitch(await readVpcLines(place, ports));
    const gatewayName = view.asked.spoke_gw_name ?? undefined;
    const subject = { view, gatewayName, ...facts, settings: { ...ALL, ...settings } };
    planned.push(
      way === 'do'
        ? switchWork(subject, before, facts, 'sha256:0')
        : revertWork(
            {
              place,
              region: REGION,
              config: 'sha256:0',
              state: before,
              moved: associationsOfCopies(view),
              adopted: adopted?.get(view.id) ?? [],
              kitProblems: [],
            },
            facts,
          ),
    );
  }
  return planned;
}

function portsOf(
  { aws, controller }: SmallAws,
  { state, remote, settings, ports }: OperatorOptions,
  warnings: string[],
): RunPorts {
  const idle = new AbortController().signal;
  const machine = { execute: () => Promise.resolve({ rc: 0, stdout: '', stderr: '' }) };
  return {
    signal: idle,
    stopping: idle,
    state: state!,
    journal: memoryJournal(),
    run: 'run-1',
    rows: switchRows({ machine, environment: {}, probes: settings?.probes ?? [] }),
    clients: { aws, controller: () => Promise.resolve(controller) },
    patience: { settleMs: 5000, pollMs: 1 },
    parallel: 1,
    onFailure: 'revert',
    hold: () =>
      Promise.resolve({
        ...(remote === undefined ? {} : { remote }),
        check: () => Promise.resolve(),
        release: () => Promise.resolve(),
      }),
    progress: () => undefined,
    warn: (message) => void warnings.push(message),
    ...ports,
  };
}
