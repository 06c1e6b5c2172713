import { drawnKinds } from '../../engine/cli/graph/drawn-kinds.ts';
import { mermaid } from '../../engine/report/graph/mermaid.ts';
import { svg } from '../../engine/report/graph/svg.ts';
import { kindGraph, type KindGraph, type KindNode } from '../../modules/openstack/graph/kind-graph.ts';
import { kindsToCome } from '../../modules/openstack/graph/kinds-to-come.ts';
import { services } from '../../modules/openstack/graph/services.ts';
import type { Kind } from '../../modules/openstack/kind/kind.ts';
import { MARK, type GeneratedFiles } from './generated-files.ts';

const WHO = { import: 'administrators import, all export', both: 'administrators' } as const;

/** The table of all kinds with their graph, and the picture of it with what is to come. */
export function kindsPage(kinds: readonly Kind[]): GeneratedFiles {
  const graph = kindGraph(kinds);
  const about = new Map(kinds.map((kind) => [kind.plural, kind.about]));
  const page = [
    `<!-- ${MARK} from the tables of the kinds. Changes made here are lost. -->`,
    '',
    '# Kinds',
    '',
    'What drover exports and imports. Kinds of one wave need nothing of one another, so they are imported side by side;',
    'each wave needs those before it. `drover graph` shows the same, with `--kinds ports` for one kind and what it needs,',
    'and with `-e @os-migrate-vars.yml` the number of records in each file.',
    '',
    '| wave | kind | what it is | file | service | who | refers to |',
    '|---|---|---|---|---|---|---|',
    ...graph.kinds.map((node) => row(node, graph, about.get(node.name) ?? '')),
    '',
    'In brackets: what no kind brings, so that the provider of the destination has to have it. Fields that are set once',
    'others are there, in the end:',
    '',
    ...laterLines(graph),
    '',
    '```mermaid',
    mermaid(drawnKinds(graph)).trimEnd(),
    '```',
    '',
    'With what is to come (dashed), as `drover graph --all --format svg` draws it:',
    '',
    '![The graph of kinds](kinds.svg)',
    '',
  ].join('\n');
  return new Map([
    ['docs/kinds.md', page],
    ['docs/kinds.svg', svg(drawnKinds(kindGraph(kinds, kindsToCome)))],
  ]);
}

function row(node: KindNode, graph: KindGraph, about: string): string {
  const { name, file = '', service, wave, needsAdmin } = node;
  const title = services.find((one) => one.name === service)?.title ?? service;
  const who = needsAdmin === undefined ? 'all' : WHO[needsAdmin];
  const cells = [String(wave), `\`${name}\``, about, `\`${file}\``, title, who, needs(node, graph)];
  return `| ${cells.join(' | ')} |`;
}

function needs({ name, elsewhere, refersToItself }: KindNode, { references }: KindGraph): string {
  const kinds = references.filter((edge) => edge.to === name && edge.isLater !== true);
  return [
    ...(refersToItself === true ? ['one another'] : []),
    ...kinds.map(({ from }) => `\`${from}\``),
    ...elsewhere.map((title) => `(${title})`),
  ].join(', ');
}

function laterLines({ references }: KindGraph): readonly string[] {
  return references
    .filter(({ isLater }) => isLater === true)
    .map(({ from, to, fields }) => `- \`${fields.join(', ')}\` of \`${to}\`, after \`${from}\``);
}
