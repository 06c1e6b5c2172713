import { workFolder } from '../terraform/layout.ts';
import type { TerraformFile } from '../terraform/terraform.types.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import type { PlannedCleanup } from './cleanup-work.ts';

/** For `report_only`: what would be deleted, a file a VPC, as the kit has them. */
export function reportFiles(
  planned: readonly PlannedCleanup[],
  config: Discovery,
  file: string,
): ReadonlyMap<string, TerraformFile> {
  return new Map(
    planned.map((one) => [
      `${workFolder(config, one.account, file)}/${one.vpc}.resource`,
      { text: reportText(one) },
    ]),
  );
}

function reportText({ listed, stays }: PlannedCleanup): string {
  return [...listed.map(({ kind, title }) => `${kind}: ${title}`), ...stays.map((reason) => `# ${reason}`)]
    .map((line) => `${line}\n`)
    .join('');
}
