import type { SwitchOperation } from '../operation.types.ts';
import type { Probe, ProbeStage } from '../probe.types.ts';

/** The probes of a stage, as operations: they change nothing, and what fails one fails the switch. */
export function probeOperations(
  vpc: string,
  probes: readonly Probe[],
  stage: ProbeStage,
): readonly SwitchOperation[] {
  return probes
    .filter(({ vpcs, stages }) => stages.includes(stage) && (vpcs.length === 0 || vpcs.includes(vpc)))
    .map((probe) => ({
      ...still(`${vpc}/probe/${stage}/${probe.name}`, vpc),
      kind: 'probe',
      title: `probe ${probe.name} after ${stageName[stage]}`,
      target: { probe: probe.name },
    }));
}

const stageName: Readonly<Record<ProbeStage, string>> = {
  canary: 'the first subnets',
  associations: 'all subnets',
  withdrawal: 'the transit routes are gone',
};

/** Time for the new paths to be learned before the old ones go; on the way back, before the new ones go. */
export function waitOperation(vpc: string, seconds: number): readonly SwitchOperation[] {
  if (seconds <= 0) return [];
  return [
    {
      ...still(`${vpc}/wait/transit`, vpc),
      kind: 'wait',
      title: `wait ${seconds} second${seconds === 1 ? '' : 's'}`,
      target: { seconds },
    },
  ];
}

function still(id: string, vpc: string) {
  return {
    id,
    vpc,
    place: 'here',
    before: null,
    after: null,
    does: [],
    undoes: [],
    risk: 'none',
  } as const;
}
