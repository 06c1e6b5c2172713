import { basename, join } from 'node:path';
import type { Files, TaskContext } from '../../../engine/module.ts';
import { readExportFile } from '../files/read-export-file.ts';
import { sourceIdOf } from '../files/record.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Kind } from '../kind/kind.ts';
import type { NameMaps } from '../kind/name-maps.ts';
import { projectLabel, type ProjectName } from '../project/project-folders.ts';
import type { KindReport } from './report.ts';
import type { SourceOfRecords } from './source-of-records.ts';
import { verifyRecord } from './verify-record.ts';

export interface VerifyFiles {
  readonly kinds: readonly Kind[];
  readonly folder: string;
  /** Whose records stand there, where there are several. */
  readonly project: ProjectName | undefined;
  readonly destination: IndexOfCloud;
  readonly source: SourceOfRecords | undefined;
  readonly nameMaps: NameMaps;
  readonly files: Files;
  readonly context: Pick<TaskContext, 'pool' | 'state' | 'journal' | 'progress'>;
}

/** Looks at all records of the files of these kinds, which are there. */
export async function verifyFiles(request: VerifyFiles): Promise<readonly KindReport[]> {
  const { kinds, folder, project, files, context } = request;
  const read = await Promise.all(
    kinds.map(async (kind) => {
      const { records } = await readExportFile(join(folder, kind.file), files);
      return { kind, records: records.filter(({ record }) => record.type === kind.type) };
    }),
  );
  const total = read.reduce((sum, { records }) => sum + records.length, 0);
  const reports: KindReport[] = [];
  let done = 0;
  for (const { kind, records } of read) {
    const sources = new Set(records.map(({ record }) => sourceIdOf(record)));
    const findings = [];
    let same = 0;
    for (const item of records) {
      const found = await verifyRecord({ ...request, kind, item, isAnnounced: (id) => sources.has(id) });
      if (found.length === 0) same += 1;
      findings.push(...found);
      done += 1;
      context.progress({ done, total, unit: 'records', note: kind.plural });
    }
    if (records.length > 0)
      reports.push({
        kind: kind.plural,
        project: project === undefined ? null : projectLabel(project),
        file: project === undefined ? kind.file : join(basename(folder), kind.file),
        records: records.length,
        same,
        findings,
      });
  }
  return reports;
}
