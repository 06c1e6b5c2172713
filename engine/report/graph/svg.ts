import { escapeMarkup } from '../../text/escape-markup.ts';
import { coloursOf, type Colour } from './colours.ts';
import type { DrawnEdge, DrawnGraph } from './drawn-graph.ts';
import {
  DETAIL_SIZE,
  layout,
  TITLE_SIZE,
  type Box,
  type Layout,
  type Line,
  type Point,
} from './layout/layout.ts';
import { textWidth } from './text-width.ts';

const MARGIN = 28;
const HEAD = 96;
const FONT = 'font-family="Helvetica, Arial, sans-serif"';

/** The graph as a picture: columns from left to right, groups by colour, nothing on top of anything else. */
export function svg(graph: DrawnGraph): string {
  const placed = layout(graph);
  const colours = coloursOf(graph.groups);
  const used = graph.groups.filter(({ name }) => graph.nodes.some(({ group }) => group === name));
  const legend = legendOf(used, colours);
  const width = Math.ceil(Math.max(placed.width, legend.width, textWidth(graph.title, 20)) + 2 * MARGIN);
  const height = Math.ceil(placed.height + HEAD + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${FONT}>`,
    `<title>${escapeMarkup(graph.title)}</title>`,
    ...STYLE,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 14}" font-size="20" font-weight="bold" fill="#212121">${escapeMarkup(graph.title)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + 32})">${legend.text}</g>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEAD})">`,
    ...columnBands(placed),
    ...placed.lines.toSorted(faintFirst).map(lineOf),
    ...placed.boxes.map((box) => boxOf(box, colours.get(box.node.group) ?? { fill: '#fff', line: '#333' })),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = [
  '<defs>',
  ...(['plain', 'faint', 'dotted'] as const).map(
    (style) =>
      `<marker id="${style}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.8 L8 4 L0 7.2 z" fill="${lineColour(style)}"/></marker>`,
  ),
  '</defs>',
];

function lineColour(style: DrawnEdge['style']): string {
  return { plain: '#607d8b', faint: '#cfd8dc', dotted: '#90a4ae' }[style];
}

function legendOf(
  groups: DrawnGraph['groups'],
  colours: ReadonlyMap<string, Colour>,
): { readonly text: string; readonly width: number } {
  let x = 0;
  const parts = groups.map(({ name, title }) => {
    const { fill, line } = colours.get(name) ?? { fill: '#fff', line: '#333' };
    const part = `<rect x="${fixed(x)}" y="0" width="14" height="14" rx="3" fill="${fill}" stroke="${line}"/><text x="${fixed(x + 20)}" y="11.5" font-size="12" fill="#424242">${escapeMarkup(title)}</text>`;
    x += 20 + textWidth(title, 12) + 18;
    return part;
  });
  return { text: parts.join(''), width: x };
}

function columnBands({ columns, height }: Layout): readonly string[] {
  return columns.map(
    ({ title, x, width }) =>
      `<rect x="${fixed(x - 12)}" y="-32" width="${fixed(width + 24)}" height="${fixed(height + 44)}" rx="8" fill="#fafafa"/>` +
      `<text x="${fixed(x + width / 2)}" y="-14" font-size="11" text-anchor="middle" fill="#757575">${escapeMarkup(title)}</text>`,
  );
}

function faintFirst(one: Line, other: Line): number {
  return Number(other.edge.style === 'faint') - Number(one.edge.style === 'faint');
}

function lineOf({ edge, points, isBackward }: Line): string {
  const { style, hint, label } = edge;
  const dash = style === 'dotted' ? ' stroke-dasharray="4 4"' : '';
  const title = hint === undefined ? '' : `<title>${escapeMarkup(hint)}</title>`;
  const path = `<path d="${pathOf(isBackward ? points.toReversed() : points)}" fill="none" stroke="${lineColour(style)}" stroke-width="1.4"${dash} marker-end="url(#${style})">${title}</path>`;
  return label === undefined ? path : `${path}${labelOf(points, label)}`;
}

function labelOf(points: readonly Point[], label: string): string {
  const [one, other] = [points[0], points[1]];
  if (one === undefined || other === undefined) return '';
  const [x, y] = [(one.x + other.x) / 2, (one.y + other.y) / 2 + 12];
  return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="10" text-anchor="middle" fill="#546e7a" stroke="#ffffff" stroke-width="3" paint-order="stroke">${escapeMarkup(label)}</text>`;
}

/** Level where the columns are, and a curve that begins and ends level between them. */
function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${fixed(x)} ${fixed(y)}`;
      if (before.y === y) return `L${fixed(x)} ${fixed(y)}`;
      const middle = fixed((before.x + x) / 2);
      return `C${middle} ${fixed(before.y)} ${middle} ${fixed(y)} ${fixed(x)} ${fixed(y)}`;
    })
    .join(' ');
}

function boxOf({ node, x, y, width, height }: Box, { fill, line }: Colour): string {
  const { title, detail, hint, isDashed } = node;
  const middle = fixed(x + width / 2);
  const dash = isDashed === true ? ' stroke-dasharray="5 4"' : '';
  const shade = isDashed === true ? '#ffffff' : fill;
  const second =
    detail === undefined
      ? ''
      : `<text x="${middle}" y="${fixed(y + 33)}" font-size="${DETAIL_SIZE}" text-anchor="middle" fill="#616161">${escapeMarkup(detail)}</text>`;
  return [
    '<g>',
    hint === undefined ? '' : `<title>${escapeMarkup(hint)}</title>`,
    `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}" rx="7" fill="${shade}" stroke="${line}" stroke-width="1.4"${dash}/>`,
    `<text x="${middle}" y="${fixed(y + (detail === undefined ? 26.5 : 19))}" font-size="${TITLE_SIZE}" text-anchor="middle" fill="#212121">${escapeMarkup(title)}</text>`,
    second,
    '</g>',
  ].join('');
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
