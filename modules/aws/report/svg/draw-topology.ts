/** A drawing of a VPC's routing: tables with their subnets on the left, where they lead on the right. */
import { escapeMarkup } from '../../../../engine/text/escape-markup.ts';
import type { Hop, Link, TableGroup, Topology } from './topology.types.ts';

const line = 18;
const gap = 14;
const margin = 12;
const groupWidth = 380;
const hopWidth = 250;
const hopHeight = 40;
/** Between tables and targets. */
const between = 150;
/** How many characters there is room for. */
const fit = { subnet: 50, notes: 50, hop: 33, way: 50 };

interface Placed<T> {
  readonly item: T;
  readonly y: number;
  readonly height: number;
}

/** A table with the rows of its links: subnets come first. */
interface Box extends TableGroup {
  readonly links: readonly Link[];
}

/** One SVG element without style of its own: classes are those of the page around it. */
export function drawTopology({ title, groups, hops, links }: Topology): string {
  const boxes = groups.map((group) => ({ ...group, links: links.filter(({ from }) => from === group.id) }));
  const left = placed(boxes, (box) => line * (box.subnets.length + box.links.length + 2) + 10);
  const right = placed(hops, () => hopHeight);
  const height = Math.max(bottomOf(left), bottomOf(right), hopHeight) + margin;
  const width = 2 * margin + groupWidth + between + hopWidth;
  const parts = [
    `<title>${escapeMarkup(title)}</title>`,
    ...left.flatMap((box) => drawLinks(box, right)),
    ...left.map(drawGroup),
    ...right.map(drawHop),
  ];
  return `<svg class="topology" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xmlns="http://www.w3.org/2000/svg">\n${parts.join('\n')}\n</svg>`;
}

function placed<T>(items: readonly T[], heightOf: (item: T) => number): readonly Placed<T>[] {
  let y = margin;
  return items.map((item) => {
    const height = heightOf(item);
    const place = { item, y, height };
    y += height + gap;
    return place;
  });
}

function bottomOf(items: readonly Placed<unknown>[]): number {
  const last = items.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

function drawGroup({ item, y, height }: Placed<Box>): string {
  const [x, inner] = [margin, margin + 10];
  const subnets = item.subnets.map(
    ({ id, label, isPublic }, index) =>
      `<text class="${isPublic ? 'public' : 'private'}" x="${inner + 8}" y="${y + line * (index + 3)}"><title>${escapeMarkup(id)}</title>${short(label, fit.subnet)}</text>`,
  );
  const ways = item.links.map(({ destinations }, index) => {
    const all = destinations.join(', ');
    return `<text class="destination" x="${x + groupWidth - 10}" y="${rowOf(item, y, index)}" text-anchor="end"><title>${escapeMarkup(all)}</title>${short(all, fit.way)}</text>`;
  });
  return [
    `<rect class="table${item.isCopy ? ' new' : ''}" x="${x}" y="${y}" width="${groupWidth}" height="${height}" rx="6"/>`,
    `<text class="name" x="${inner}" y="${y + line}">${short(item.id, fit.notes)}</text>`,
    `<text class="note" x="${inner}" y="${y + line * 2}">${short(item.notes.join(', '), fit.notes)}</text>`,
    ...subnets,
    ...ways,
  ].join('\n');
}

/** The base line of a link's row. */
function rowOf({ subnets }: Box, y: number, index: number): number {
  return y + line * (subnets.length + index + 3);
}

function drawHop({ item, y }: Placed<Hop>): string {
  const x = margin + groupWidth + between;
  return [
    `<rect class="hop${item.isNew ? ' new' : ''}" x="${x}" y="${y}" width="${hopWidth}" height="${hopHeight}" rx="6"/>`,
    `<text class="name" x="${x + 10}" y="${y + line}"><title>${escapeMarkup(item.id)}</title>${short(item.label, fit.hop)}</text>`,
    `<text class="note" x="${x + 10}" y="${y + line * 2 - 4}">${short(item.kind, fit.hop)}</text>`,
  ].join('\n');
}

function drawLinks({ item, y }: Placed<Box>, right: readonly Placed<Hop>[]): readonly string[] {
  return item.links.flatMap(({ to }, index) => {
    const target = right.find(({ item: hop }) => hop.id === to);
    if (target === undefined) return [];
    const [x1, x2] = [margin + groupWidth, margin + groupWidth + between];
    const [y1, y2] = [rowOf(item, y, index) - 4, target.y + hopHeight / 2];
    const bend = between / 2;
    return [`<path class="link" d="M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`];
  });
}

function short(text: string, length: number): string {
  return escapeMarkup(text.length > length ? `${text.slice(0, length - 1)}…` : text);
}
