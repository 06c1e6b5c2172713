import type { DrawnGroup } from './drawn-graph.ts';

export interface Colour {
  readonly fill: string;
  readonly line: string;
}

/** Pale fills with lines of the same hue; dark text is easy to read on each of them. */
const PALETTE: readonly Colour[] = [
  { fill: '#ede7f6', line: '#7e57c2' },
  { fill: '#e3f2fd', line: '#1e88e5' },
  { fill: '#fff3e0', line: '#fb8c00' },
  { fill: '#e8f5e9', line: '#43a047' },
  { fill: '#fce4ec', line: '#d81b60' },
  { fill: '#e0f7fa', line: '#00acc1' },
  { fill: '#f9fbe7', line: '#9e9d24' },
  { fill: '#efebe9', line: '#8d6e63' },
  { fill: '#fffde7', line: '#f9a825' },
  { fill: '#e8eaf6', line: '#3949ab' },
  { fill: '#fbe9e7', line: '#e64a19' },
];

/** The colour of each group, by its place among all. */
export function coloursOf(groups: readonly DrawnGroup[]): ReadonlyMap<string, Colour> {
  return new Map(
    groups.map(({ name }, index) => [
      name,
      PALETTE[index % PALETTE.length] ?? { fill: '#fff', line: '#333' },
    ]),
  );
}
