/** What a look at the destination, the files and the source has found: plain data, for people and programs. */
export interface VerifyReport {
  readonly source: string | null;
  readonly destination: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kinds: readonly KindReport[];
}

export interface KindReport {
  readonly kind: string;
  /** Whose they are, where the files are those of several projects. */
  readonly project: string | null;
  readonly file: string;
  /** How many records the file has, and of how many the destination has all. */
  readonly records: number;
  readonly same: number;
  readonly findings: readonly Finding[];
}

/** Why something is not as the file has it, or not as it was. */
export type FindingState =
  /** The destination does not have it. */
  | 'missing'
  /** The destination has another value, which an import would set. */
  | 'differs'
  /** The destination has another value, which only a new resource could have. */
  | 'drift'
  /** It cannot be told what is meant, or what it refers to is not there. */
  | 'unclear'
  /** Left out of the import: the credentials or the cloud do not allow it. */
  | 'left-out'
  /** The file and the destination agree, but the source has changed or the file was edited. */
  | 'source-differs'
  /** The source does not have it any more. */
  | 'source-gone';

export interface Finding {
  readonly state: FindingState;
  /** `network "web"` */
  readonly resource: string;
  /** Where the record stands: `networks.yml:12:3`. */
  readonly place: string;
  readonly field: string | null;
  /** Values as in export files; undefined where there is none to show. */
  readonly source?: unknown;
  readonly file?: unknown;
  readonly destination?: unknown;
  /** In words. */
  readonly why: string;
}

/** What a report is about, for people: `networks`, `networks (project web)`. */
export function titleOf({ kind, project }: Pick<KindReport, 'kind' | 'project'>): string {
  return project === null ? kind : `${kind} (project ${project})`;
}

/** Findings that stand against calling the migration complete. */
const AGAINST: ReadonlySet<FindingState> = new Set(['missing', 'differs', 'drift', 'unclear']);

/** Whether the destination has all that the files say. */
export function isClean({ kinds }: Pick<VerifyReport, 'kinds'>): boolean {
  return kinds.every(({ findings }) => findings.every(({ state }) => !AGAINST.has(state)));
}

/** How many findings of each state there are. */
export function countStates({
  kinds,
}: Pick<VerifyReport, 'kinds'>): Readonly<Partial<Record<FindingState, number>>> {
  const counts: Partial<Record<FindingState, number>> = {};
  for (const { state } of kinds.flatMap(({ findings }) => findings)) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** The states in the order in which they matter, with what people call them. */
export const STATES: Readonly<Record<FindingState, string>> = {
  missing: 'missing',
  unclear: 'unclear',
  differs: 'differs',
  drift: 'cannot be changed in place',
  'left-out': 'left out',
  'source-differs': 'source differs',
  'source-gone': 'gone from the source',
};
