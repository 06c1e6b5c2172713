/** A graph of boxes in columns, ready to be drawn; nothing here knows what it is about. */
export interface DrawnGraph {
  readonly title: string;
  /** What each column is called, from left to right. */
  readonly columns: readonly string[];
  readonly groups: readonly DrawnGroup[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Nodes of a group have its colour. */
export interface DrawnGroup {
  readonly name: string;
  readonly title: string;
}

export interface DrawnNode {
  readonly id: string;
  readonly title: string;
  /** A smaller line below the title. */
  readonly detail?: string;
  /** Shown when a pointer rests on it. */
  readonly hint?: string;
  readonly group: string;
  /** The index of its column. */
  readonly column: number;
  /** What is not there yet. */
  readonly isDashed?: boolean;
}

/** An arrow; both ends are in different columns. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly hint?: string;
  readonly label?: string;
  /** `faint`: it follows from others. `dotted`: it leads back, and nobody waits for it. */
  readonly style: 'plain' | 'faint' | 'dotted';
}
