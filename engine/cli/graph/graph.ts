import { writeFile } from 'node:fs/promises';
import { chooseKinds } from '../../../modules/openstack/graph/choose-kinds.ts';
import { kindGraph, type KindGraph } from '../../../modules/openstack/graph/kind-graph.ts';
import { kindsToCome } from '../../../modules/openstack/graph/kinds-to-come.ts';
import { allKinds } from '../../../modules/openstack/kind-list.ts';
import { withNeeded } from '../../../modules/openstack/kind/import-order.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { whyNotWritten } from '../../diagnostics/why-not-written.ts';
import { dot } from '../../report/graph/dot.ts';
import { mermaid } from '../../report/graph/mermaid.ts';
import { svg } from '../../report/graph/svg.ts';
import { nodeSourceFiles } from '../../run/node-source-files.ts';
import { didYouMean } from '../../schema/suggest.ts';
import { extraVarsOf } from '../asked.ts';
import { exitCodes } from '../exit-codes.ts';
import type { FlagValues } from '../flags.ts';
import { statePlace } from '../state-place.ts';
import { readVaultPasswords } from '../vault-passwords.ts';
import { countRecords } from './count-records.ts';
import { drawnKinds, type Counts } from './drawn-kinds.ts';

/** The flags of `drover graph` beside those that say where the data directory is. */
export interface GraphFlags extends Omit<FlagValues, 'output'> {
  readonly format: string;
  readonly output?: string;
  readonly kinds?: string;
  readonly all?: true;
}

type Form = (graph: KindGraph, counts: Counts) => string;

const FORMS: Readonly<Record<string, Form>> = {
  mermaid: (graph, counts) => mermaid(drawnKinds(graph, counts)),
  dot: (graph, counts) => dot(drawnKinds(graph, counts)),
  svg: (graph, counts) => svg(drawnKinds(graph, counts)),
  json: jsonText,
};

/** `drover graph`: which kinds need which, and the waves in which they can be imported. */
export async function graph(flags: GraphFlags): Promise<number> {
  const form = FORMS[flags.format];
  if (form === undefined) throw unknownForm(flags.format);
  const all = await allKinds();
  const kinds = flags.kinds === undefined ? all : withNeeded(chooseKinds(flags.kinds.split(','), all), all);
  const { output, ...place } = flags;
  const { dataFolder } = statePlace({
    extraVars: extraVarsOf(place),
    vaultPasswords: await readVaultPasswords(place),
    files: nodeSourceFiles(),
  });
  const counts = dataFolder === undefined ? undefined : await countRecords(dataFolder, kinds);
  const text = form(kindGraph(kinds, flags.all === true ? kindsToCome : []), counts);
  if (output === undefined) process.stdout.write(text);
  else await writeTo(output, text);
  return exitCodes.ok;
}

function jsonText(graph: KindGraph, counts: Counts): string {
  const waves = new Map<number, string[]>();
  for (const { name, wave } of graph.kinds) waves.set(wave, [...(waves.get(wave) ?? []), name]);
  const kinds = graph.kinds.map((node) => {
    const records = counts?.get(node.name);
    return records === undefined ? node : { ...node, records };
  });
  const whole = { kinds, references: graph.references, waves: [...waves.values()] };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

async function writeTo(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new DroverError('file-unwritable', {
      detail: `${path} cannot be written: ${whyNotWritten(error)}.`,
      help: 'Name a file with --output that you may write to.',
      cause: error,
    });
  }
}

function unknownForm(name: string): DroverError {
  const forms = Object.keys(FORMS);
  return new DroverError('bad-usage', {
    detail: `graph takes --format ${forms.slice(0, -1).join(', ')} or ${forms.at(-1) ?? ''}, not “${name}”.`,
    help: `${didYouMean(name, forms)} Leave it out for Mermaid.`.trim(),
  });
}
