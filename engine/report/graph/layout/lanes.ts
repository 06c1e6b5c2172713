import type { DrawnEdge, DrawnGraph, DrawnNode } from '../drawn-graph.ts';

/*
 * The first step of the layout after Sugiyama, Tagawa and Toda: arrows that pass a column get a lane in it, a thin item
 * among the boxes, so that no arrow runs through a box. Arrows that leave one box share their lanes.
 */

/** What stands in a column: a box, or a lane that arrows pass through. */
export interface Item {
  readonly key: string;
  readonly column: number;
  readonly node?: DrawnNode;
}

/** A stretch of an arrow between neighbouring columns, from left to right. */
export interface Stretch {
  readonly left: Item;
  readonly right: Item;
}

/** An arrow with all items that it visits, from left to right. */
export interface Route {
  readonly edge: DrawnEdge;
  readonly items: readonly Item[];
  /** The arrow leads from right to left. */
  readonly isBackward: boolean;
}

export interface Lanes {
  readonly columns: readonly (readonly Item[])[];
  readonly stretches: readonly Stretch[];
  readonly routes: readonly Route[];
}

/** Boxes and lanes by columns, and the arrows' ways through them. */
export function lanesOf({ columns, nodes, edges }: DrawnGraph): Lanes {
  const items = new Map<string, Item>();
  for (const node of nodes) items.set(node.id, { key: node.id, column: node.column, node });
  const lane = (key: string, column: number): Item => {
    const known = items.get(key);
    if (known !== undefined) return known;
    const made = { key, column };
    items.set(key, made);
    return made;
  };
  const routes = edges.flatMap((edge) => routeOf(edge, items, lane));
  const stretches = new Map<string, Stretch>();
  for (const { items: visited } of routes) {
    for (const [index, right] of visited.entries()) {
      const left = visited[index - 1];
      if (left !== undefined) stretches.set(`${left.key} ${right.key}`, { left, right });
    }
  }
  return {
    columns: columns.map((_title, index) => [...items.values()].filter(({ column }) => column === index)),
    stretches: [...stretches.values()],
    routes,
  };
}

function routeOf(
  edge: DrawnEdge,
  items: ReadonlyMap<string, Item>,
  lane: (key: string, column: number) => Item,
): readonly Route[] {
  const [from, to] = [items.get(edge.from), items.get(edge.to)];
  if (from === undefined || to === undefined || from.column === to.column) return [];
  const isBackward = from.column > to.column;
  const [left, right] = isBackward ? [to, from] : [from, to];
  const between = Array.from(
    { length: right.column - left.column - 1 },
    (_none, index) => left.column + 1 + index,
  );
  // What leads back, and what follows from others, is drawn otherwise: it has lanes of its own.
  const family =
    edge.style === 'plain' ? left.key : `${left.key} ${edge.style}${isBackward ? ` ${right.key}` : ''}`;
  const lanes = between.map((column) => lane(`${family} @${column}`, column));
  return [{ edge, items: [left, ...lanes, right], isBackward }];
}
