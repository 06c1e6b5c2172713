import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { formatPlace, type SourceFile, type Span } from '../../../engine/diagnostics/span.ts';
import type { Files, Pool } from '../../../engine/module.ts';
import { formatPointer } from '../../../engine/text/json-pointer.ts';
import { parseYaml, type YamlValue } from '../../../engine/text/yaml.ts';
import { checkValue } from '../files/check-value.ts';
import { locksOf } from '../files/locks.ts';
import { readText } from '../files/read-export-file.ts';
import { writeWhole } from '../files/write-file.ts';
import { dumpYaml } from '../files/yaml-dump.ts';
import { isBody } from '../kind/wire.ts';
import type { HostRecord } from './conversion-host.types.ts';
import { hostSchema } from './host-record.ts';

/** The file of the conversion hosts in a data directory. */
export function hostsPath(dataDir: string): string {
  return join(dataDir, 'conversion', 'hosts.yml');
}

/** What stands in the file; none where there is no file. Throws `conversion-hosts-file` for one that cannot be used. */
export async function readHosts(path: string, files: Pick<Files, 'read'>): Promise<readonly HostRecord[]> {
  const text = await readText(path, files);
  return text === undefined ? [] : parseHosts({ path, text });
}

/** The hosts that a text says. Throws `conversion-hosts-file` with the place of what is wrong. */
export function parseHosts(source: SourceFile): readonly HostRecord[] {
  const { documents, problems } = parseYaml(source);
  const [problem] = problems;
  if (problem !== undefined) throw unusable(problem.detail, problem.span, problem.help);
  const [document, another] = documents;
  const top = document === undefined ? null : plain(document.value);
  if (top === null) return [];
  const place = (...path: readonly (string | number)[]): Span | undefined =>
    document?.spanAt(formatPointer(path.map(String)));
  if (another !== undefined) throw unusable('A second YAML document begins in it.', undefined);
  const hosts = isBody(top) ? top['hosts'] : undefined;
  if (!Array.isArray(hosts)) throw unusable('It has no list of hosts.', place(), SHAPE);
  const [flaw] = hosts.flatMap((host, index) =>
    checkValue(host, hostSchema, `hosts[${index}]`, ['hosts', index]),
  );
  if (flaw !== undefined) throw unusable(flaw.detail, place(...flaw.path), flaw.help);
  // Boundary: the schema has let them pass.
  const records = hosts as readonly HostRecord[];
  const twice = records.findIndex(
    (host, index) => records.findIndex((other) => isSameHost(host, other)) < index,
  );
  if (twice !== -1) {
    const { side, name } = records[twice] as HostRecord;
    throw unusable(`The host "${name}" of the ${side} is in it twice.`, place('hosts', twice, 'name'));
  }
  return records;
}

const SHAPE =
  'It has the key hosts with a list of conversion hosts, as deploy_conversion_hosts.yml writes them.';

/** The file with these hosts in it. */
export function hostsText(hosts: readonly HostRecord[]): string {
  return `# The conversion hosts that drover has deployed. Hosts of your own belong into the variables\n# os_migrate_src_conversion_hosts and os_migrate_dst_conversion_hosts.\n${dumpYaml({ hosts })}`;
}

/** Whether two entries are about one host. */
export function isSameHost(
  one: Pick<HostRecord, 'side' | 'name'>,
  other: Pick<HostRecord, 'side' | 'name'>,
): boolean {
  return one.side === other.side && one.name === other.name;
}

/** Changes the file; nobody else does in the meantime. */
export async function changeHosts(
  path: string,
  { controller, pool }: { readonly controller: { readonly files: Files }; readonly pool: Pool },
  change: (hosts: readonly HostRecord[]) => readonly HostRecord[],
): Promise<void> {
  const { files } = controller;
  const locks = await locksOf(pool);
  await locks.run(path, files, async () => {
    const before = await readHosts(path, files);
    const after = [...change(before)].sort((one, other) => orderOf(one).localeCompare(orderOf(other)));
    const text = hostsText(after);
    if (text !== hostsText(before)) await writeWhole(path, text, files);
  });
}

/** The source comes first. */
function orderOf({ side, name }: HostRecord): string {
  return `${side === 'source' ? 0 : 1} ${name}`;
}

function unusable(detail: string, span: Span | undefined, help?: string): DroverError {
  const where = span === undefined ? '' : `${formatPlace(span)}: `;
  return new DroverError('conversion-hosts-file', {
    detail: `${where}The file of the conversion hosts cannot be used: ${detail}`,
    help: help ?? 'Mend it, or delete it and run deploy_conversion_hosts.yml: that finds the hosts again.',
    ...(span === undefined ? {} : { span }),
  });
}

/** Dictionaries as plain objects, whole numbers as numbers. */
function plain(value: YamlValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, held]) => [String(plain(key)), plain(held)]));
}
