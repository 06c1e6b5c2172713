import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VerifyReport } from '../../modules/openstack/verify/report.ts';
import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { choiceVariables, type ChoiceFlags } from './choice-variables.ts';
import { run } from './run.ts';

export interface VerifyFlags extends FlagValues, ChoiceFlags {
  readonly report?: readonly string[];
}

/**
 * `drover verify`: compares the destination with the export files and the source, and shows the report below what the
 * run says. Ends with 2 if anything is not as the files say.
 */
export async function verify(flags: VerifyFlags): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-verify-'));
  try {
    const path = join(folder, 'report.json');
    const variables = {
      ...choiceVariables(flags),
      os_migrate_verify_report: [...(flags.report ?? []), path],
    };
    const code = await run(['verify.yml'], withVariables(flags, variables), 'verify', 'no lock');
    const report = await readReport(path);
    if (report !== undefined && flags.output !== 'json') {
      const { reportTable } = await import('../../modules/openstack/verify/report-table.ts');
      process.stdout.write(`${reportTable(report)}\n`);
    }
    return code;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The report, if the run came to write one. */
async function readReport(path: string): Promise<VerifyReport | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  // Boundary: the run has just written it.
  return text === undefined ? undefined : (JSON.parse(text) as VerifyReport);
}
