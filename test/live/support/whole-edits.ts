import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import type { WholeModel } from './whole-model.ts';

type Params = Readonly<Record<string, unknown>>;

/** What somebody changes in the record of a file, and by what the destination shows it. */
interface Edit {
  readonly file: string;
  /** Which record: its name or description, or the name of its project. */
  readonly of: string;
  readonly set: (params: Params) => Params;
  /** The collection of the model, and a text of one of its resources. */
  readonly shows: readonly (readonly [collection: string, text: string])[];
}

const edit = (file: string, of: string, values: Params | Edit['set'], ...shows: Edit['shows']): Edit => ({
  file,
  of,
  set: typeof values === 'function' ? values : () => values,
  shows,
});

/** Some fields of every kind that can change, those among them that take calls of their own. */
export const EDITS: readonly Edit[] = [
  edit('domains', 'whole-division', { description: 'Edited domain' }, [
    'domains',
    '"description":"Edited domain"',
  ]),
  edit('roles', 'whole-operator', { description: 'Edited role' }, ['roles', '"description":"Edited role"']),
  edit(
    'projects',
    'whole-parent',
    { description: 'Edited project', tags: ['green'] },
    ['projects', '"description":"Edited project"'],
    ['projects', '"tags":["green"]'],
  ),
  edit('users', 'whole-anna', { email: 'edited@example.org' }, ['users', '"email":"edited@example.org"']),
  edit('groups', 'whole-team', { member_refs: [] }, ['groups', '"members":[]']),
  edit('network_quotas', '%auth%', { networks: 45 }, ['network quotas', '"network":45']),
  edit('compute_quotas', '%auth%', { cores: 34 }, ['compute quotas', '"cores":34']),
  edit('volume_quotas', '%auth%', { volumes: 22 }, ['volume quotas', '"volumes":22']),
  edit(
    'flavors',
    'whole-small',
    { description: 'Edited flavor', extra_specs: { 'hw:cpu_policy': 'dedicated' } },
    ['flavors', '"hw:cpu_policy":"dedicated"'],
    ['flavors', '"description":"Edited flavor"'],
  ),
  edit(
    'images',
    'whole-image',
    { min_ram: 256, tags: ['silver'] },
    ['images', '"min_ram":256'],
    ['images', '"tags":["silver"]'],
  ),
  edit('volume_qos_specs', 'whole-fast', { specs: { write_iops_sec: '500' } }, [
    'volume QoS specs',
    '"write_iops_sec":"500"',
  ]),
  edit(
    'volume_types',
    'whole-ssd',
    { description: 'Edited type', extra_specs: { volume_tier: 'silver' } },
    ['volume types', '"description":"Edited type"'],
    ['volume types', '"volume_tier":"silver"'],
  ),
  edit('detached_volumes', 'whole-disk', { metadata: { owner: 'edited' } }, ['volumes', '"owner":"edited"']),
  edit('volume_snapshots', 'whole-friday', { description: 'Edited snapshot' }, [
    'volume snapshots',
    '"description":"Edited snapshot"',
  ]),
  edit('address_scopes', 'whole-scope', { is_shared: true }, ['address scopes', '"shared":true']),
  edit(
    'subnet_pools',
    'whole-pool',
    { default_prefix_length: 26, tags: ['edited'] },
    ['subnet pools', '"default_prefixlen":"26"'],
    ['subnet pools', '"tags":["edited"]'],
  ),
  edit('address_groups', 'whole-offices', { addresses: ['192.0.2.9/32'] }, [
    'address groups',
    '"addresses":["192.0.2.9/32"]',
  ]),
  edit(
    'qos_policies',
    'whole-limit',
    ({ rules }) => ({
      rules: (rules as readonly Params[]).map((rule) =>
        'dscp_mark' in rule ? { ...rule, dscp_mark: 28 } : rule,
      ),
    }),
    ['QoS policies', '"dscp_mark":28'],
  ),
  edit(
    'networks',
    'whole-web',
    { qos_policy_ref: null, tags: ['edited'] },
    ['networks', '"qos_policy_id":null'],
    ['networks', '"tags":["edited"]'],
  ),
  edit('subnets', 'whole-web-v4', { dns_nameservers: [], service_types: ['compute:nova'] }, [
    'subnets',
    '"service_types":["compute:nova"]',
  ]),
  edit('routers', 'whole-router', { routes: [], description: 'Edited router' }, [
    'routers',
    '"description":"Edited router"',
  ]),
  edit('security_groups', 'whole-frontend', { description: 'Edited group', tags: ['edited'] }, [
    'security groups',
    '"description":"Edited group"',
  ]),
  edit(
    'ports',
    'whole-port',
    { allowed_address_pairs: [], extra_dhcp_opts: [], security_group_refs: [], description: 'Edited port' },
    ['ports', '"description":"Edited port"'],
  ),
  edit(
    'floating_ips',
    'Many doors',
    ({ port_forwardings: all }) => ({
      description: 'Edited doors',
      port_forwardings: (all as readonly Params[]).map((one) => ({ ...one, external_port: 2223 })),
    }),
    ['floating IPs', '"external_port":2223'],
    ['floating IPs', '"description":"Edited doors"'],
  ),
  edit(
    'trunks',
    'whole-trunk',
    ({ sub_ports: all }) => ({
      sub_ports: (all as readonly Params[]).map((one) => ({ ...one, segmentation_id: 102 })),
    }),
    ['trunks', '"segmentation_id":102'],
  ),
];

/** Makes the edits in the files of a data directory. */
export async function makeEdits(folder: string): Promise<void> {
  for (const { file, of, set } of EDITS) {
    const path = join(folder, `${file}.yml`);
    const document = parseDocument(await readFile(path, 'utf8'));
    const records = document.get('resources');
    if (!isSeq(records)) throw new Error(`${path} has no records.`);
    // Boundary: the shape of an export file.
    const params = (document.toJS() as { resources: { params: Params }[] }).resources.map(
      (one) => one.params,
    );
    const isMeant = (one: Params): boolean =>
      one['name'] === of ||
      one['description'] === of ||
      JSON.stringify(one['project_ref'] ?? '').includes(of);
    const at = params.findIndex(isMeant);
    const record = records.items[at];
    if (at < 0 || !isMap(record)) throw new Error(`${path} has no record of ${of}.`);
    for (const [name, value] of Object.entries(set(params[at] ?? {})))
      document.setIn(['resources', at, 'params', name], document.createNode(value));
    await writeFile(path, document.toString());
  }
}

/** The edits that a cloud does not show. */
export function unseenEdits(model: WholeModel): readonly string[] {
  return EDITS.flatMap(({ shows }) => shows)
    .filter(([collection, text]) => model[collection]?.some((one) => one.includes(text)) !== true)
    .map(([collection, text]) => `${collection}: ${text}`);
}
