import type { DrawnEdge, DrawnGraph, DrawnNode } from '../drawn-graph.ts';
import { textWidth } from '../text-width.ts';
import { BOX_HEIGHT, heightOf, placeItems } from './heights.ts';
import { lanesOf, type Item, type Route } from './lanes.ts';
import { orderColumns } from './order.ts';

export interface Box {
  readonly node: DrawnNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An arrow as points that it passes from left to right: level within columns, curved between them. */
export interface Line {
  readonly edge: DrawnEdge;
  readonly points: readonly Point[];
  readonly isBackward: boolean;
}

export interface Column {
  readonly title: string;
  readonly x: number;
  readonly width: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export const TITLE_SIZE = 13;
export const DETAIL_SIZE = 10;
const PADDING = 14;
const BETWEEN_COLUMNS = 84;
/** How far apart arrows reach a box. */
const PORT_DISTANCE = 7;

/** Where everything stands, in pixels from the upper left corner. */
export function layout(graph: DrawnGraph): Layout {
  const lanes = lanesOf(graph);
  const ordered = orderColumns(lanes);
  const middles = placeItems(ordered, lanes.stretches);
  const columns = columnsOf(graph, ordered);
  const middleOf = (item: Item): number => middles.get(item.key) ?? 0;
  const boxes = ordered.flat().flatMap((item): readonly Box[] => {
    const { node } = item;
    const column = columns[item.column];
    if (node === undefined || column === undefined) return [];
    const y = middleOf(item) - BOX_HEIGHT / 2;
    return [{ node, x: column.x, y, width: column.width, height: BOX_HEIGHT }];
  });
  const last = columns.at(-1);
  const bottoms = ordered.flat().map((item) => middleOf(item) + heightOf(item) / 2);
  return {
    width: last === undefined ? 0 : last.x + last.width,
    height: Math.max(0, ...bottoms),
    columns,
    boxes,
    lines: linesOf(lanes.routes, columns, middleOf),
  };
}

function columnsOf({ columns }: DrawnGraph, ordered: readonly (readonly Item[])[]): readonly Column[] {
  let x = 0;
  return columns.map((title, index) => {
    const widths = (ordered[index] ?? []).map(({ node }) => (node === undefined ? 0 : widthOf(node)));
    const width = Math.max(40, ...widths);
    const column = { title, x, width };
    x += width + BETWEEN_COLUMNS;
    return column;
  });
}

function widthOf({ title, detail = '' }: DrawnNode): number {
  return Math.max(textWidth(title, TITLE_SIZE), textWidth(detail, DETAIL_SIZE)) + 2 * PADDING;
}

function linesOf(
  routes: readonly Route[],
  columns: readonly Column[],
  middleOf: (item: Item) => number,
): readonly Line[] {
  const ports = portsOf(routes, middleOf);
  return routes.map(({ edge, items, isBackward }) => ({
    edge,
    isBackward,
    points: items.flatMap((item, index): readonly Point[] => {
      const column = columns[item.column] ?? { title: '', x: 0, width: 0 };
      const y = middleOf(item);
      const right = column.x + column.width;
      if (index === 0) return [{ x: right, y: ports.get(portKey(item, items[1], 'right', edge)) ?? y }];
      if (index === items.length - 1)
        return [{ x: column.x, y: ports.get(portKey(item, items[index - 1], 'left', edge)) ?? y }];
      return [
        { x: column.x, y },
        { x: right, y },
      ];
    }),
  }));
}

type Side = 'left' | 'right';

/** Where arrows meet a box, and what they come from or lead to. */
interface Port {
  readonly box: Item;
  readonly other: Item;
}

/** Arrows of one style between the same two share a port. */
function portKey(box: Item, other: Item | undefined, side: Side, { style }: DrawnEdge): string {
  return `${box.key} ${side} ${other?.key ?? ''} ${style === 'dotted' ? style : ''}`;
}

/** Where arrows meet the sides of boxes: beside one another, in the order of where they come from or lead to. */
function portsOf(routes: readonly Route[], middleOf: (item: Item) => number): ReadonlyMap<string, number> {
  const sides = new Map<string, Map<string, Port>>();
  const note = (box: Item | undefined, side: Side, other: Item | undefined, edge: DrawnEdge): void => {
    if (box === undefined || other === undefined) return;
    const key = `${box.key} ${side}`;
    const known = sides.get(key) ?? new Map<string, Port>();
    known.set(portKey(box, other, side, edge), { box, other });
    sides.set(key, known);
  };
  for (const { items, edge } of routes) {
    note(items[0], 'right', items[1], edge);
    note(items.at(-1), 'left', items.at(-2), edge);
  }
  const ports = new Map<string, number>();
  for (const side of sides.values()) {
    const sorted = [...side].toSorted(([, one], [, other]) => middleOf(one.other) - middleOf(other.other));
    const distance = Math.min(PORT_DISTANCE, (BOX_HEIGHT - 12) / Math.max(1, sorted.length - 1));
    for (const [index, [key, { box }]] of sorted.entries())
      ports.set(key, middleOf(box) + (index - (sorted.length - 1) / 2) * distance);
  }
  return ports;
}
