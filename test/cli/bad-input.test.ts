import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type LoopbackCloud } from '../clouds/openstack/cloud.ts';
import { buildCommand, type BuiltCommand } from './built.ts';

/** A wrong input: what is written, what is run, and what must be said. */
interface BadInput {
  readonly title: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly code: number;
  /** Parts of what is said, in any order. */
  readonly says: readonly string[];
}

const play = (tasks: string): string => `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks}`;
const touch = '    - copy: {content: x, dest: touched}\n';
const vars = ['-e', '@vars.yml'];
const imports = (kind: string): readonly string[] => ['run', `import_${kind}.yml`, ...vars];
const record = (type: string, params: string): string =>
  `os_migrate_version: 1.0.5\nresources:\n- type: ${type}\n  _info: {id: x}\n  _migration_params: {}\n  params: ${params}\n`;
const networkParams =
  "{name: web, description: '', availability_zone_hints: [], dns_domain: '', is_admin_state_up: true, is_default: null, is_port_security_enabled: true, is_router_external: false, is_shared: false, is_vlan_transparent: null, mtu: 1450, provider_network_type: null, provider_physical_network: null, provider_segmentation_id: null, qos_policy_ref: null, segments: null, tags: []}";

const inputs: readonly BadInput[] = [
  {
    title: 'a discovery.yaml with mistakes, before anything runs',
    files: {
      'a.yml': play(touch),
      'discovery.yaml':
        'terraform: {terraform_output: /x}\naccount_info: []\nconfig: {filter_tgw_route: true}\n',
    },
    args: ['run', 'a.yml', '-e', '@discovery.yaml'],
    code: 4,
    says: ['discovery.yaml:3:10', 'Did you mean', 'aviatrix is missing', 'help:'],
  },
  {
    title: 'a discovery.yaml as JSON, in a plan',
    files: { 'a.yml': play(touch), 'discovery.yaml': '{"terraform": {}, "account_info": [], "tgw": {}}' },
    args: ['plan', 'a.yml', '-e', '@discovery.yaml'],
    code: 4,
    says: ['discovery.yaml:1:', 'terraform_output is missing'],
  },
  {
    title: 'an inventory whose discovery.yaml has no accounts',
    files: {
      'a.yml': play(touch),
      'discovery.yaml': 'terraform: {terraform_output: /x}\naccount_info: []\n',
    },
    args: ['run', 'a.yml', '-e', '@discovery.yaml', '-e', 'discovery_only=true'],
    code: 4,
    says: ['account_info'],
  },
  {
    title: 'YAML that cannot be read',
    files: { 'a.yml': `${play(touch)}    - debug: [\n` },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:5:14', 'not closed', 'help:'],
  },
  {
    title: 'a key twice',
    files: { 'a.yml': play(`${touch}    - debug: {msg: a}\n      name: b\n      name: c\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:7:7', 'name'],
  },
  {
    title: 'an unknown module',
    files: { 'a.yml': play(`${touch}    - debgu: {msg: a}\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:5:7', 'debgu', 'Did you mean', 'debug'],
  },
  {
    title: 'an unknown keyword',
    files: { 'a.yml': play(`${touch}    - debug: {msg: a}\n      whne: true\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:6:7', 'whne', 'when'],
  },
  {
    title: 'an unknown argument',
    files: { 'a.yml': play(`${touch}    - copy: {content: a, dst: b}\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:5', 'dst', 'dest'],
  },
  {
    title: 'a wrong type',
    files: { 'a.yml': play(`${touch}    - wait_for: {port: many}\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:5', 'port', 'many', 'int'],
  },
  {
    title: 'a template that cannot be read',
    files: { 'a.yml': play(`${touch}    - debug: {msg: "{{ a | }}"}\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:5', '{{ a | }}'],
  },
  {
    title: 'an unknown filter',
    files: { 'a.yml': play(`${touch}    - debug: {msg: "{{ a | uper }}"}\n`) },
    args: ['run', 'a.yml'],
    code: 4,
    says: ['a.yml:5', 'uper', 'upper'],
  },
  {
    title: 'an undefined variable',
    files: { 'a.yml': play('    - debug: {msg: "{{ nobody }}"}\n') },
    args: ['run', 'a.yml'],
    code: 2,
    says: ["'nobody' is undefined", 'a.yml:4'],
  },
  {
    title: 'variables that go round in a circle',
    files: {
      'a.yml': `- hosts: localhost\n  gather_facts: false\n  vars: {a: "{{ b }}", b: "{{ a }}"}\n  tasks:\n    - debug: {msg: "{{ a }}"}\n`,
    },
    args: ['run', 'a.yml'],
    code: 2,
    says: ['recursive loop', 'a.yml'],
  },
  { title: 'a missing playbook', args: ['run', 'nothing.yml'], code: 1, says: ['nothing.yml'] },
  {
    title: 'a missing variables file',
    files: { 'a.yml': play(touch) },
    args: ['run', 'a.yml', '-e', '@nothing.yml'],
    code: 1,
    says: ['nothing.yml'],
  },
  {
    title: 'a missing role',
    files: { 'a.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [nobody]\n' },
    args: ['run', 'a.yml'],
    code: 1,
    says: ['nobody'],
  },
  {
    title: 'an empty limit',
    files: { 'a.yml': '- hosts: all\n  gather_facts: false\n  tasks: []\n' },
    args: ['run', 'a.yml', '-i', 'a,b', '-l', 'nobody'],
    code: 1,
    says: ['--limit', 'nobody'],
  },
  {
    title: 'an unknown flag',
    files: { 'a.yml': play(touch) },
    args: ['run', '--chekc', 'a.yml'],
    code: 2,
    says: ['--chekc', '--check'],
  },
  {
    title: 'a vault without its password',
    files: { 'a.yml': play(touch), 'v.yml': '$ANSIBLE_VAULT;1.1;AES256\n3061\n' },
    args: ['run', 'a.yml', '-e', '@v.yml'],
    code: 1,
    says: ['v.yml', 'vault'],
  },
  {
    title: 'an empty export file',
    files: { 'data/networks.yml': '' },
    args: imports('networks'),
    code: 2,
    says: ['networks.yml', 'empty'],
  },
  { title: 'a missing export file', args: imports('networks'), code: 2, says: ['networks.yml'] },
  {
    title: 'a record of unknown type',
    files: { 'data/networks.yml': record('openstack.network.Netwerk', networkParams) },
    args: imports('networks'),
    code: 2,
    says: ['networks.yml:3', 'openstack.network.Netwerk'],
  },
  {
    title: 'a field of the wrong type',
    files: {
      'data/networks.yml': record(
        'openstack.network.Network',
        networkParams.replace('mtu: 1450', 'mtu: many'),
      ),
    },
    args: imports('networks'),
    code: 2,
    says: ['networks.yml:6', 'mtu'],
  },
  {
    title: 'two records with one name that no ids tell apart',
    files: {
      'data/networks.yml': `${record('openstack.network.Network', networkParams)}- type: openstack.network.Network\n  _info: {}\n  _migration_params: {}\n  params: ${networkParams}\n`,
    },
    args: imports('networks'),
    code: 2,
    says: ['networks.yml', 'web'],
  },
  {
    title: 'a data directory that is a file',
    files: { data: 'a file\n' },
    args: ['run', 'export_networks.yml', ...vars],
    code: 2,
    says: ['data'],
  },
  {
    title: 'a password that is wrong',
    args: [
      'run',
      'export_networks.yml',
      ...vars,
      '-e',
      '{"os_migrate_src_auth": {"auth_url": "URL", "username": "src", "password": "wrong", "project_name": "src", "user_domain_name": "Default", "project_domain_name": "Default"}}',
    ],
    code: 2,
    says: ['refused', 'password'],
  },
];

describe('wrong input', function () {
  this.timeout(60_000);
  let command: BuiltCommand;
  let cloud: LoopbackCloud;
  let folder = '';

  before(async () => {
    command = buildCommand();
    cloud = await startOpenStackCloud();
  });
  after(async () => {
    command.remove();
    await cloud.close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-bad-'));
    const variables = {
      os_migrate_src_auth: cloud.auth('src', 'src'),
      os_migrate_dst_auth: cloud.auth('dst', 'dst'),
      os_migrate_data_dir: join(folder, 'data'),
    };
    writeFileSync(join(folder, 'vars.yml'), stringify(variables), { mode: 0o600 });
    cloud.resetCalls();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const input of inputs) {
    it(`${input.title}: is said clearly, and nothing is changed`, async () => {
      for (const [name, text] of Object.entries(input.files ?? {})) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const args = input.args.map((arg) => arg.replace('URL', cloud.url));
      const { code, stdout, stderr } = await command.run(args, { cwd: folder });
      const said = stdout + stderr;
      for (const part of input.says) assert.ok(said.includes(part), `“${part}” is not in:\n${said}`);
      assert.equal(code, input.code, said);
      assert.ok(!said.includes('defect of its own'), said);
      assert.ok(!existsSync(join(folder, 'touched')), 'a task ran');
      for (const [name, text] of Object.entries(input.files ?? {}))
        assert.equal(readFileSync(join(folder, name), 'utf8'), text);
      assert.equal(cloud.calls.writes, 0, 'no write call');
    });
  }
});
