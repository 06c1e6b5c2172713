import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../../engine/diagnostics/diagnostic.ts';
import { validateFiles } from '../../../../modules/openstack/files/validate-files.ts';
import { indexOfCloud, type IndexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import { otherTypes } from '../../../../modules/openstack/files/other-records.ts';
import { allKinds } from '../../../../modules/openstack/kind-list.ts';
import { cannedCloud } from '../support/canned-cloud.ts';

const kinds = await allKinds();

const OWN = "{name: NAME, project_name: '%auth%', domain_name: '%auth%'}";
const ref = (name: string): string => OWN.replace('NAME', name);

interface Options {
  readonly references?: boolean;
  readonly destination?: IndexOfCloud;
}

async function validate(files: Record<string, string>, options: Options = {}): Promise<readonly string[]> {
  const all = await validateFiles(
    {
      paths: Object.keys(files),
      types: { kinds, others: otherTypes },
      references: options.references ?? false,
      destination: options.destination,
    },
    { read: (path) => Promise.resolve(new TextEncoder().encode(files[path])) },
  );
  return all.map(shown);
}

function shown({ code, severity, detail }: Diagnostic): string {
  return `${severity} ${code} ${detail}`;
}

function file(...records: readonly string[]): string {
  return `os_migrate_version: 0.9.0\nresources:\n${records.join('')}`;
}

function network(id: string, params: string): string {
  return `- type: openstack.network.Network\n  _info: {id: src-${id}}\n  params:\n    ${params.replaceAll('\n', '\n    ')}\n`;
}

function subnet(id: string, params: string): string {
  return network(id, params).replace('network.Network', 'subnet.Subnet');
}

describe('validateFiles', () => {
  it('has nothing to say of good files', async () => {
    const found = await validate({
      'networks.yml': file(network('1', 'name: a\nmtu: 1400')),
      'subnets.yml': file(subnet('2', `name: s\nip_version: 4\ncidr: 10.0.0.0/24\nnetwork_ref: ${ref('a')}`)),
      'workloads.yml': file(
        '- type: openstack.compute.Server\n  _info: {id: src-3}\n  params: {name: vm, flavor_ref: {name: small}}\n',
      ),
    });
    assert.deepEqual(found, []);
  });

  it('names type, value and key with file, line and column, all together', async () => {
    const found = await validate({
      'networks.yml': file(
        network('1', 'name: a\nmtu: many\ntags: x\nmtuu: 3'),
        '- type: openstack.network.Netwrk\n  params: {name: b}\n',
        '- params: {name: b}\n',
        '- just text\n',
        network('2', 'mtu: 5'),
      ),
    });
    assert.deepEqual(found, [
      'error record-field networks.yml:7:10: Network "a": params.mtu is "many"; a whole number is expected, or null.',
      'error record-field networks.yml:8:11: Network "a": params.tags is "x"; a list is expected, or null.',
      'warning record-key networks.yml:9:11: Network "a": params has the key "mtuu", which nobody reads. Did you mean "mtu"?',
      'error record-type networks.yml:10:9: The type "openstack.network.Netwrk" is unknown. Did you mean "openstack.network.Network"?',
      'error record-type networks.yml:12:3: The record has no type, so it cannot be told what it is.',
      'error record-type networks.yml:13:3: Here stands text or a number, and not a record.',
      'error record-missing-key networks.yml:17:5: Network without a name: params has no name.',
    ]);
  });

  it('says what was most likely meant', async () => {
    const helps = await validateFiles(
      {
        paths: ['networks.yml'],
        types: { kinds, others: otherTypes },
        references: false,
        destination: undefined,
      },
      {
        read: () =>
          Promise.resolve(
            new TextEncoder().encode(
              file(
                '- type: openstack.network.Network\n  parms: {name: a}\n',
                '- typ: openstack.network.Network\n  params: {name: a}\n',
                "- type: openstack.network.Network\n  params: {name: 5, mtu: '1500', tags: a, qos_policy_ref: gold, is_shared: 'True'}\n  _info: [1]\n",
              ),
            ),
          ),
      },
    );
    const errors = helps.filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      errors.map(({ detail, help }) => `${detail.replace(/^.*?: (?:Network [^:]*: )?/, '')} ${help ?? ''}`),
      [
        'The network has no params. It has the key "parms": should that be "params"? Give it a mapping of fields under params, or take the record out.',
        'The record has no type, so it cannot be told what it is. It has the key "typ": should that be "type"? Give it a type such as openstack.network.Network, or take it out.',
        "params.name is 5; text is expected. Put it in quotes: '5'.",
        'params.mtu is "1500"; a whole number is expected, or null. Write it without quotes: 1500.',
        'params.tags is "a"; a list is expected, or null. Make a list of it: ["a"].',
        'params.qos_policy_ref is "gold"; a mapping is expected, or null. Write {name: "gold", project_name: null, domain_name: null}.',
        'params.is_shared is "True"; true or false is expected, or null. Write it without quotes: true.',
        '_info is no mapping. Write _info: {} if there is nothing in it.',
      ],
    );
  });

  it('tells every key that stands twice, and keys of the file that look like slips', async () => {
    const found = await validate({
      'networks.yml': file(
        '- type: openstack.network.Network\n  params: {name: a, name: b, mtu: 1, mtu: 2}\n',
      ),
      'subnets.yml': 'os_migrate_version: 1.0.5\nresource: []\n',
      'routers.yml': 'os_migrate_verison: 1.0.5\nresources: []\n',
      'more.yml': 'os_migrate_version:\nresources: []\n',
    });
    assert.match(
      found[0] ?? '',
      /networks\.yml:4:21: The key “name” stands twice[^]*networks\.yml:4:38: The key “mtu”/,
    );
    assert.match(found[1] ?? '', /It has the key "resource": should that be "resources"\?/);
    assert.match(
      found[2] ?? '',
      /It has the key "os_migrate_verison": should that be "os_migrate_version"\?/,
    );
    assert.match(found[3] ?? '', /os_migrate_version has no value/);
  });

  it('finds an interface whose address its subnet does not have', async () => {
    const port = (id: string, address: string, subnet: string): string =>
      `- type: openstack.network.RouterInterface\n  _info: {id: src-${id}}\n  params: {device_ref: ${ref('r')}, network_ref: ${ref('a')}, fixed_ips_refs: [{ip_address: ${address}, subnet_ref: ${ref(subnet)}}]}\n`;
    const found = await validate({
      'subnets.yml': file(
        subnet('1', `name: s\nip_version: 4\ncidr: 10.0.0.0/24\nnetwork_ref: ${ref('a')}`),
        subnet('2', `name: twice\nip_version: 4\ncidr: 10.0.1.0/24\nnetwork_ref: ${ref('a')}`),
        subnet('3', `name: twice\nip_version: 4\ncidr: 10.0.2.0/24\nnetwork_ref: ${ref('a')}`),
      ),
      'router_interfaces.yml': file(
        port('4', '10.0.0.1', 's'),
        port('5', '10.0.9.1', 's'),
        port('6', '10.0.2.1', 'twice'),
        port('7', '10.0.9.9', 'elsewhere'),
      ),
    });
    assert.deepEqual(
      found.filter((text) => text.includes('router_interfaces')),
      [
        `error record-field router_interfaces.yml:8:${String('  params: {device_ref: , network_ref: , fixed_ips_refs: [{ip_address: '.length + ref('r').length + ref('a').length + 1)}: Interface 10.0.9.1 of router "r": the address 10.0.9.1 is not in subnet "s" (10.0.0.0/24).`,
      ],
    );
  });

  it('looks through many subnets of one network, and many references to nothing, in a moment', async function () {
    this.timeout(20_000);
    const many = Array.from({ length: 4000 }, (_, index) =>
      subnet(
        String(index),
        `name: s${index}\nip_version: 4\ncidr: 10.${index >> 8}.${index & 255}.0/24\nnetwork_ref: ${ref('a')}`,
      ),
    );
    const wide = subnet('wide', `name: wide\nip_version: 4\ncidr: 10.1.0.0/16\nnetwork_ref: ${ref('b')}`);
    const began = performance.now();
    const found = await validate({ 'subnets.yml': file(...many, wide) }, { references: true });
    assert.ok(performance.now() - began < 8_000);
    assert.equal(found.length, 4001);
  });

  it('goes on with the other files after one that cannot be read', async () => {
    const found = await validate({ 'networks.yml': '', 'subnets.yml': file(subnet('1', 'name: 3')) });
    assert.equal(found[0], 'error export-file-empty networks.yml is empty.');
    assert.ok(found.some((text) => text.includes('params.name is 3; text is expected')));
  });

  it('finds two records for one thing, in any of the files', async () => {
    const found = await validate({
      'networks.yml': file(network('1', 'name: a'), network('2', 'name: b')),
      // Ids at the source tell records of one name apart; what was written by hand has none.
      'more.yml': file(
        network('3', 'name: a'),
        network('2', 'name: c'),
        network('x', 'name: b').replace('{id: src-x}', '{}'),
      ),
    });
    assert.deepEqual(found, [
      'warning record-missing-key more.yml:12:10: Network "b": _info has no id.',
      'error record-duplicate more.yml:8:15: Network "c" has two records of one id; the other stands at networks.yml:7:3.',
      'error record-duplicate more.yml:14:11: Network "b" has a second record at networks.yml:7:3: at the destination they would be one.',
    ]);
  });

  it('does not take records without a name for one', async () => {
    const found = await validate({ 'networks.yml': file(network('1', 'mtu: 1'), network('2', 'mtu: 2')) });
    assert.deepEqual(
      found.map((text) => text.split(' ')[1]),
      ['record-missing-key', 'record-missing-key'],
    );
  });

  it('lets networks have subnets of one name, and rules that say the same merely stand there twice', async () => {
    const rule = (id: string, prefix: string): string =>
      `- type: openstack.network.SecurityGroupRule\n  _info: {id: src-${id}}\n  params: {security_group_ref: ${ref('web')}, direction: ingress, ether_type: IPv4, protocol: tcp, port_range_min: 22, port_range_max: 22, remote_ip_prefix: ${prefix}}\n`;
    const found = await validate({
      'subnets.yml': file(
        subnet('1', `name: s\nip_version: 4\ncidr: 10.0.0.0/24\nnetwork_ref: ${ref('a')}`),
        subnet('2', `name: s\nip_version: 4\ncidr: 10.0.0.0/24\nnetwork_ref: ${ref('b')}`),
      ),
      'security_group_rules.yml': file(rule('3', '0.0.0.0/0'), rule('4', 'null')),
    });
    assert.equal(found.length, 1);
    assert.match(
      found[0] ?? '',
      /^warning record-duplicate security_group_rules\.yml:8:11: .*says the same as the record at/,
    );
  });

  it('finds ranges of one network that overlap', async () => {
    const found = await validate({
      'subnets.yml': file(
        subnet('1', `name: wide\nip_version: 4\ncidr: 10.0.0.0/16\nnetwork_ref: ${ref('a')}`),
        subnet('2', `name: narrow\nip_version: 4\ncidr: 10.0.7.0/24\nnetwork_ref: ${ref('a')}`),
        subnet('3', `name: elsewhere\nip_version: 4\ncidr: 10.0.7.0/24\nnetwork_ref: ${ref('b')}`),
        subnet('4', `name: six\nip_version: 6\ncidr: fd00::/64\nnetwork_ref: ${ref('a')}`),
      ),
    });
    assert.deepEqual(found, [
      'error subnet-overlap subnets.yml:15:11: Subnet "narrow" (10.0.7.0/24) overlaps subnet "wide" (10.0.0.0/16, at subnets.yml:3:3) in network "a".',
    ]);
  });

  it('asks the directory, then the destination, for what is referred to', async () => {
    const files = {
      'networks.yml': file(network('1', 'name: here')),
      'subnets.yml': file(
        ...['here', 'there', 'ther'].map((name, index) =>
          subnet(
            String(index),
            `name: s${index}\nip_version: 4\ncidr: 10.${index}.0.0/24\nnetwork_ref: ${ref(name)}`,
          ),
        ),
      ),
    };
    const { session } = cannedCloud({
      have: { '/networks': [{ id: 'n', name: 'there', project_id: 'p-dst' }] },
    });
    const asked = await validate(files, { references: true, destination: indexOfCloud(session) });
    assert.deepEqual(asked, [
      'error reference-missing subnets.yml:23:25: Subnet "s2" refers to network "ther", but neither a record here nor destination has it. Did you mean "there"?',
    ]);
    const alone = await validate(files, { references: true });
    assert.deepEqual(
      alone.map((text) => text.split(' ').slice(0, 3).join(' ')),
      ['warning reference-missing subnets.yml:16:25:', 'warning reference-missing subnets.yml:23:25:'],
    );
    assert.deepEqual(await validate(files), []);
  });

  it('warns of keys that OS-Migrate wants to see, in files that it would read', async () => {
    const text = file(network('1', 'name: a')).replace('0.9.0', '1.0.5');
    const found = await validate({ 'networks.yml': text });
    assert.equal(found.length, 1);
    assert.match(
      found[0] ?? '',
      /^warning record-missing-key networks\.yml:6:5: Network "a" lacks description, .*tags\.$/,
    );
  });
});
