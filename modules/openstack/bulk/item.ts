import type { ProjectName } from '../project/project-folders.ts';

/** An item of the loop that imports records of many kinds. */
export interface Item {
  readonly kind: string;
  readonly label: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly folder: string;
  /** The project to work in, where it is not that of the credentials. */
  readonly project?: ProjectName;
  /** Only these fields, in the end. */
  readonly fields?: readonly string[];
}
