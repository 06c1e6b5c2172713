import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DrawnEdge, DrawnGraph, DrawnNode } from '../../../../engine/report/graph/drawn-graph.ts';
import { layout, type Box, type Line, type Point } from '../../../../engine/report/graph/layout/layout.ts';
import { lanesOf } from '../../../../engine/report/graph/layout/lanes.ts';
import { crossings, orderColumns } from '../../../../engine/report/graph/layout/order.ts';

const node = (id: string, column: number): DrawnNode => ({
  id,
  title: id,
  detail: `${id}.yml`,
  group: 'a',
  column,
});
const edge = (from: string, to: string, style: DrawnEdge['style'] = 'plain'): DrawnEdge => ({
  from,
  to,
  style,
});

function graphOf(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): DrawnGraph {
  const count = Math.max(0, ...nodes.map(({ column }) => column + 1));
  const columns = Array.from({ length: count }, (_none, index) => `wave ${index + 1}`);
  return { title: 'A graph', columns, groups: [{ name: 'a', title: 'A' }], nodes, edges };
}

describe('the layout of graphs', () => {
  it('puts boxes into their columns, and arrows from side to side', () => {
    const { boxes, lines } = layout(graphOf([node('a', 0), node('b', 1)], [edge('a', 'b')]));
    const [a, b] = [boxOf(boxes, 'a'), boxOf(boxes, 'b')];
    assert.ok(a.x + a.width < b.x);
    const points = lines[0]!.points;
    assert.deepEqual([points[0]!.x, points.at(-1)!.x], [a.x + a.width, b.x]);
    assert.ok(Math.abs(a.y - b.y) < 1, 'what is bound to one thing only stands beside it');
  });

  it('leads arrows around boxes that stand between their ends', () => {
    const graph = graphOf(
      [node('a', 0), node('b', 1), node('c', 2)],
      [edge('a', 'b'), edge('b', 'c'), edge('a', 'c')],
    );
    const placed = layout(graph);
    assert.equal(placed.lines.length, 3);
    assertClear(placed.boxes, placed.lines);
  });

  it('draws what leads back from left to right all the same, and says so', () => {
    const { lines } = layout(graphOf([node('a', 0), node('b', 1)], [edge('b', 'a', 'dotted')]));
    assert.equal(lines[0]!.isBackward, true);
  });

  it('has arrows cross less often than in the order given', () => {
    const graph = graphOf(
      [node('a', 0), node('b', 0), node('c', 0), node('x', 1), node('y', 1), node('z', 1)],
      [edge('a', 'z'), edge('b', 'y'), edge('c', 'x')],
    );
    const lanes = lanesOf(graph);
    assert.equal(crossings(lanes.columns, lanes.stretches), 3);
    assert.equal(crossings(orderColumns(lanes), lanes.stretches), 0);
  });

  it('never puts anything on top of anything else', () => {
    const graphs = fc
      .array(fc.nat(4), { minLength: 1, maxLength: 20 })
      .chain((columns) =>
        fc.tuple(
          fc.constant(columns),
          fc.array(fc.tuple(fc.nat(columns.length - 1), fc.nat(columns.length - 1)), { maxLength: 40 }),
        ),
      );
    fc.assert(
      fc.property(graphs, ([columns, pairs]) => {
        const nodes = columns.map((column, index) => node(`n${index}`, column));
        const edges = pairs
          .filter(([one, other]) => columns[one]! < columns[other]!)
          .map(([one, other]) => edge(`n${one}`, `n${other}`));
        const placed = layout(graphOf(nodes, edges));
        assert.equal(placed.boxes.length, nodes.length);
        for (const [index, one] of placed.boxes.entries()) {
          assert.ok(one.x >= 0 && one.y >= 0);
          assert.ok(one.x + one.width <= placed.width && one.y + one.height <= placed.height + 0.01);
          for (const other of placed.boxes.slice(index + 1)) assert.ok(!overlap(one, other));
        }
        assertClear(placed.boxes, placed.lines);
      }),
      { numRuns: 60 },
    );
  });
});

function boxOf(boxes: readonly Box[], id: string): Box {
  const box = boxes.find((one) => one.node.id === id);
  assert.ok(box !== undefined);
  return box;
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** No level stretch of an arrow runs through a box: curves are between columns, where there are none. */
function assertClear(boxes: readonly Box[], lines: readonly Line[]): void {
  for (const { points } of lines) {
    for (const [index, point] of points.entries()) {
      const before = points[index - 1];
      if (before === undefined) continue;
      if (before.y === point.y) assert.ok(!boxes.some((box) => isThrough(before, point, box)));
      else assert.ok(!boxes.some((box) => box.x < point.x && before.x < box.x + box.width));
    }
  }
}

function isThrough(from: Point, to: Point, box: Box): boolean {
  const isBeside = to.x <= box.x || box.x + box.width <= from.x;
  return !isBeside && box.y < from.y && from.y < box.y + box.height;
}
