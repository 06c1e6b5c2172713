import { coloursOf } from './colours.ts';
import type { DrawnEdge, DrawnGraph, DrawnNode } from './drawn-graph.ts';

const STYLES: Readonly<Record<DrawnEdge['style'], string>> = {
  plain: 'color="#546e7a"',
  faint: 'color="#cfd8dc"',
  dotted: 'color="#78909c", style=dashed, constraint=false',
};

/** The graph in the language of Graphviz: `drover graph --format dot | dot -Tpng`. */
export function dot(graph: DrawnGraph): string {
  const colours = coloursOf(graph.groups);
  const columns = graph.columns.map((_title, index) => {
    const ids = graph.nodes.filter(({ column }) => column === index).map(({ id }) => `${quoted(id)};`);
    return `  { rank=same; ${ids.join(' ')} }`;
  });
  return [
    `digraph ${quoted(graph.title)} {`,
    '  rankdir=LR;',
    '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11];',
    '  edge [arrowsize=0.7, fontname="Helvetica", fontsize=9];',
    ...graph.nodes.map((node) =>
      nodeLine(node, colours.get(node.group)?.fill ?? '#fff', colours.get(node.group)?.line ?? '#333'),
    ),
    ...columns,
    ...graph.edges.map(
      ({ from, to, label, style }) =>
        `  ${quoted(from)} -> ${quoted(to)} [${STYLES[style]}${label === undefined ? '' : `, label=${quoted(label)}`}];`,
    ),
    '}',
    '',
  ].join('\n');
}

function nodeLine({ id, title, detail, isDashed }: DrawnNode, fill: string, line: string): string {
  const text = detail === undefined ? title : `${title}\n${detail}`;
  const style = isDashed === true ? ', style="rounded,filled,dashed"' : '';
  return `  ${quoted(id)} [label=${quoted(text)}, fillcolor="${fill}", color="${line}"${style}];`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
