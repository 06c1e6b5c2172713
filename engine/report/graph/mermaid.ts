import { coloursOf } from './colours.ts';
import type { DrawnEdge, DrawnGraph, DrawnNode } from './drawn-graph.ts';

const ARROWS: Readonly<Record<DrawnEdge['style'], string>> = { plain: '-->', faint: '-->', dotted: '-.->' };

/** The graph in Mermaid's language, which GitHub and GitLab draw. Arrows that follow from others are left out. */
export function mermaid(graph: DrawnGraph): string {
  const drawn = graph.edges.filter(({ style }) => style !== 'faint');
  return [
    'flowchart LR',
    ...graph.nodes.map(nodeLine),
    ...drawn.map(
      ({ from, to, label, style }) =>
        `  ${from} ${ARROWS[style]}${label === undefined ? '' : `|${label}|`} ${to}`,
    ),
    ...classLines(graph),
    '',
  ].join('\n');
}

function nodeLine({ id, title, detail }: DrawnNode): string {
  const text = detail === undefined ? title : `${title}<br/><small>${detail}</small>`;
  return `  ${id}["${text.replaceAll('"', '#quot;')}"]`;
}

function classLines(graph: DrawnGraph): readonly string[] {
  const { nodes } = graph;
  const colours = coloursOf(graph.groups);
  const groups = graph.groups.filter(({ name }) => nodes.some(({ group }) => group === name));
  const lines = groups.map(({ name }) => {
    const { fill, line } = colours.get(name) ?? { fill: '#fff', line: '#333' };
    return `  classDef ${className(name)} fill:${fill},stroke:${line},color:#1a1a1a`;
  });
  const members = groups.map(({ name }) => {
    const ids = nodes.filter(({ group }) => group === name).map(({ id }) => id);
    return ids.length === 0 ? [] : [`  class ${ids.join(',')} ${className(name)}`];
  });
  const dashed = nodes.filter(({ isDashed }) => isDashed === true).map(({ id }) => id);
  const dashes = ['  classDef dashed stroke-dasharray:5 4', `  class ${dashed.join(',')} dashed`];
  return [...lines, ...members.flat(), ...(dashed.length === 0 ? [] : dashes)];
}

function className(group: string): string {
  return group.replaceAll('-', '_');
}
