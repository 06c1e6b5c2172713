import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { ModuleResult } from '../../../../engine/module.ts';
import type { VpcOutcome } from './run.types.ts';

/** How a task tells of VPCs that failed. */
interface Telling {
  /** Errors that are no diagnostics have this code. */
  readonly code: string;
  /** After what went wrong: what has become of the VPC. `why` begins with its id. */
  sentence(outcome: VpcOutcome, why: string): string;
  /** What to do besides what the errors say. */
  readonly help?: string;
}

/** The result of a task: failed where one of the VPCs is, with what became of the others. */
export function resultOfVpcs(outcomes: readonly VpcOutcome[], telling: Telling): ModuleResult {
  const vpcs = outcomes.map(({ vpc, account, region, state, made }) => ({
    vpc,
    account,
    region,
    state,
    made,
  }));
  const changed = outcomes.some(({ made }) => made > 0);
  const bad = outcomes.filter(({ error }) => error !== undefined);
  const [first] = bad;
  if (first === undefined) return { changed, vpcs };
  const errors = bad.flatMap(({ error, backError }) =>
    backError === undefined ? [error] : [error, backError],
  );
  const helps = errors.flatMap((error) =>
    error instanceof DroverError ? (error.diagnostic.help ?? []) : [],
  );
  return {
    changed,
    failed: true,
    msg: bad.map((one) => telling.sentence(one, whyOf(one))).join('\n'),
    code: first.error instanceof DroverError ? first.error.code : telling.code,
    help: [...new Set([...helps, ...(telling.help === undefined ? [] : [telling.help])])].join('\n'),
    vpcs,
  };
}

function whyOf({ vpc, error }: VpcOutcome): string {
  const message = messageOf(error);
  return message.startsWith(vpc) ? message : `${vpc}: ${message}`;
}
