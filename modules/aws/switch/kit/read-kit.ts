import { join } from 'node:path';
import type { Files } from '../../../../engine/module.ts';
import type { Discovery } from '../../discovery/config/discovery.types.ts';
import { workFolder } from '../../terraform/layout.ts';
import type { SwitchState } from '../journal/fold-switch.ts';
import type { PlanProblem } from '../plan/plan.types.ts';
import { isAbout, parseKitFile, type KitFile } from './kit-file.ts';
import { REVERT_FILE } from './kit-paths.ts';

/** What the kit has switched, by account. */
export type KitSwitches = ReadonlyMap<string, KitFile>;

/** Reads the revert.json of each account, where there is one. */
export async function readKit(config: Discovery, file: string, files: Files): Promise<KitSwitches> {
  const found = new Map<string, KitFile>();
  for (const { account_id } of config.account_info) {
    const path = join(config.terraform.terraform_output, workFolder(config, account_id, file), REVERT_FILE);
    if ((await files.status(path)) === undefined) continue;
    const text = Buffer.from(await files.read(path)).toString('utf8');
    found.set(account_id, parseKitFile(text, path));
  }
  return found;
}

/** A VPC that the kit has switched is not switched again before it is reverted. */
export function kitProblem(
  vpc: string,
  gateway: string | undefined,
  { phase }: SwitchState,
  file: KitFile | undefined,
): PlanProblem | undefined {
  if (file === undefined || phase !== 'none' || !isAbout(file, vpc, gateway)) return undefined;
  return {
    vpc,
    detail: `${vpc}: the kit has switched it already: ${file.path}.`,
    help: 'Run vpc_revert_traffic.yml, which reads this file, then switch; or have it taken over as it is: -e switch_adopt_kit=true.',
  };
}
