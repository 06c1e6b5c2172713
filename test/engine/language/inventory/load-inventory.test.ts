import assert from 'node:assert/strict';
import fc from 'fast-check';
import { collectDiagnostics } from '../../../../engine/diagnostics/diagnostic.ts';
import { withGroup, withHost } from '../../../../engine/language/inventory/change-inventory.ts';
import { groupsOfHost, hostsOfGroup } from '../../../../engine/language/inventory/group-tree.ts';
import { adjacentVariables, hostLayers } from '../../../../engine/language/inventory/group-variables.ts';
import { expandHosts } from '../../../../engine/language/inventory/host-range.ts';
import type { Inventory } from '../../../../engine/language/inventory/inventory.ts';
import { inventoryFolders, loadInventory } from '../../../../engine/language/inventory/load-inventory.ts';
import { memoryFiles } from '../memory-files.ts';
import { describeProblems, plain } from '../reading.ts';

interface Loaded {
  readonly inventory: Inventory;
  readonly problems: readonly string[];
  /** The merged variables of a host; with `playbook`, those beside a playbook in /play too. */
  readonly variables: (host: string, playbook?: boolean) => unknown;
}

function load(contents: Readonly<Record<string, string>>, sources: readonly string[]): Loaded {
  const sink = collectDiagnostics();
  const files = memoryFiles(contents);
  const runScript = (path: string, args: readonly string[]): string => {
    const answer = contents[`${path}*`]?.split('\n').find((line) => line.startsWith(`${args.join(' ')} `));
    if (answer === undefined) throw new Error(`exit status 1 of ${path}`);
    return answer.slice(args.join(' ').length + 1);
  };
  const inventory = loadInventory(sources, { files, sink, runScript });
  const beside = inventoryFolders(inventory, files).map((folder) =>
    adjacentVariables(folder, { files, sink }),
  );
  return {
    inventory,
    problems: describeProblems(sink.diagnostics),
    variables: (host, playbook = false) => {
      const play = playbook ? adjacentVariables('/play', { files, sink }) : undefined;
      const merged = new Map<string, unknown>();
      for (const layer of hostLayers(host, inventory, beside, play).toReversed()) {
        for (const [name, value] of layer.map) merged.set(name, value);
      }
      return plain(merged);
    },
  };
}

function loaded(contents: Readonly<Record<string, string>>, sources: readonly string[]): Loaded {
  const result = load(contents, sources);
  assert.deepEqual(result.problems, []);
  return result;
}

const ini = `
# comment
mail.example.com
jumper ansible_host=192.0.2.50 password=foo#bar
lonely port=2200 text="a b" list='[1, 2]' dict={"a":1} truth=True word=yes octal=0755 float=1.5 empty= # comment
[web]
www[01:03].example.com:2222 role=front
web-[a:c]
[db]
db[0:4:2]
[web:vars]
ntp=ntp.example.com
number=3   # a comment for Python
quoted = "hello world"
list=[1, 'two', 3.0, None]
text=foo # bar
[prod:children]
web
db # comment
[prod:vars]
number=7
region=eu
ansible_group_priority=10
[other:children]
db
[other:vars]
region=us
`;

describe('INI inventories', () => {
  it('give hosts, groups and variables as Ansible reads them', () => {
    const { inventory, variables } = loaded({ '/i/hosts': ini }, ['/i/hosts']);
    assert.deepEqual(hostsOfGroup('web', inventory), [
      'www01.example.com',
      'www02.example.com',
      'www03.example.com',
      'web-a',
      'web-b',
      'web-c',
    ]);
    assert.deepEqual(hostsOfGroup('db', inventory), ['db0', 'db2', 'db4']);
    assert.deepEqual(hostsOfGroup('ungrouped', inventory), ['mail.example.com', 'jumper', 'lonely']);
    assert.deepEqual(variables('jumper'), { ansible_host: '192.0.2.50', password: 'foo' });
    assert.deepEqual(variables('lonely'), {
      port: 2200,
      text: 'a b',
      list: [1, 2],
      dict: '{a:1}',
      truth: true,
      word: 'yes',
      octal: '0755',
      float: 1.5,
      empty: '',
    });
    assert.deepEqual(variables('www01.example.com'), {
      ansible_port: 2222,
      role: 'front',
      ntp: 'ntp.example.com',
      number: 3,
      quoted: 'hello world',
      list: [1, 'two', { float: 3 }, null],
      text: 'foo # bar',
      region: 'eu',
    });
  });

  it('let the group of higher priority win', () => {
    const { inventory, variables } = loaded({ '/i/hosts': ini }, ['/i/hosts']);
    assert.deepEqual(groupsOfHost('db0', inventory), ['all', 'other', 'prod', 'db']);
    assert.deepEqual(variables('db0'), { number: 7, region: 'eu' });
  });

  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a section that is not closed', '[web\na', /inventory-syntax 1:1 Invalid section entry/],
    ['a section of an unknown kind', '[web:hsts]\na', /1:1 Section \[web:hsts\] has unknown type/],
    [
      'variables of no group',
      '[wbe:vars]\na=1\n[web]\nb',
      /2:1 .*\[wbe:vars\] includes undefined group: wbe/,
    ],
    ['a host variable without =', 'a b', /1:1 Expected key=value host variable assignment, got: b/],
    ['a group variable without =', '[a]\nx\n[a:vars]\nfoo', /4:1 Expected key=value, got: foo/],
    ['a quote that is not closed', 'a b="c', /1:1 .*No closing quotation/],
    ['a range without an end', 'a[1:]', /1:1 host range must specify end value/],
    ['a range backwards', 'a[5:1]', /1:1 host range must have begin <= end/],
    ['ranges of unlike length', 'a[01:5]', /equal-length begin and end/],
    ['a range of unlike kinds', 'a[1:b]', /from number to number/],
    ['a step of nothing', 'a[1:5:0]', /must be a whole number above 0/],
    ['YAML', 'all:\n  hosts:', /^$/],
    ['YAML in the middle', 'a\nweb:\n', /2:1 Invalid host pattern 'web:'/],
    [
      'a child that is no group',
      '[a:children]\nb\n',
      /2:1 Section \[a:children\] includes undefined group: b/,
    ],
    ['a group above itself', '[a:children]\nb\n[b:children]\na', /4:1 can't add group to itself/],
    ['a child with a variable', '[a:children]\nb c=d', /2:1 Expected group name/],
  ];
  for (const [name, text, expected] of cases) {
    it(`show ${name}`, () => {
      assert.match(load({ '/i/hosts': text }, ['/i/hosts']).problems.join('\n'), expected);
    });
  }

  it('show all that is wrong in one go', () => {
    assert.equal(load({ '/i/hosts': 'a b\n[x:y]\n[z]\nc d\ne[1:]\n' }, ['/i/hosts']).problems.length, 4);
  });
});

describe('YAML inventories', () => {
  const text = `
all:
  hosts:
    h1:
    h2: {a: 1, b: yes, c: 0644, d: "{{ a }}"}
    "h[10:12]": {port: 1}
    h20:22:
  vars: {top: 1}
  children:
    g1:
      hosts: {h1: {over: g1}, h3: }
      children:
        g2: {hosts: h4, vars: {deep: true}}
    g3:
      children: {g2: }
      vars: {deep: false}
`;
  it('give hosts, groups and variables', () => {
    const { inventory, variables } = loaded({ '/i.yml': text }, ['/i.yml']);
    assert.deepEqual([...inventory.hosts.keys()], ['h1', 'h2', 'h10', 'h11', 'h12', 'h20', 'h3', 'h4']);
    assert.deepEqual(variables('h2'), { top: 1, a: 1, b: true, c: 420, d: '{{ a }}' });
    assert.deepEqual(variables('h20'), { top: 1, ansible_port: 22 });
    assert.deepEqual(variables('h4'), { top: 1, deep: true });
    assert.equal(inventory.groups.get('g2')?.depth, 2);
  });

  it('are told from INI by their first line', () => {
    assert.ok(loaded({ '/hosts': 'all:\n  hosts:\n    x:\n' }, ['/hosts']).inventory.hosts.has('x'));
    assert.ok(loaded({ '/hosts': '{"all": {"hosts": {"x": null}}}' }, ['/hosts']).inventory.hosts.has('x'));
  });

  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /Parsed empty YAML file/],
    ['a list', '- a', /1:1 YAML inventory has invalid structure.*got: a list/],
    ['a plugin', 'plugin: aws_ec2\n', /1:1 Plugin configuration YAML file/],
    ['a group that is text', 'web: a', /1:6 Skipping 'web' as this is not a valid group/],
    [
      'hosts that are a list',
      'web: {hosts: [a]}',
      /1:14 Invalid "hosts" entry for "web" group.*found "a list"/,
    ],
    ['variables that are text', 'web: {vars: a}', /1:13 Invalid "vars" entry/],
    [
      'a misspelt part',
      'web: {host: {a: }}',
      /1:7 Skipping unexpected key \(host\) in group \(web\).*Did you mean hosts\?/,
    ],
    ['a host with a list', 'web: {hosts: {a: [b]}}', /1:18 The variables of host a must be a mapping/],
    ['a wrong range', 'web: {hosts: {"a[1:]": }}', /1:15 host range must specify end value/],
    ['a group above itself', 'a: {children: {b: {children: {a: }}}}', /can't add group to itself/],
    ['a host twice', 'a: {hosts: {b: , b: }}', /duplicate-key 1:18/],
    ['broken YAML', 'a: {hosts: \n', /yaml-syntax/],
  ];
  for (const [name, yaml, expected] of cases) {
    it(`show ${name}`, () => {
      assert.match(load({ '/i.yml': yaml }, ['/i.yml']).problems.join('\n'), expected);
    });
  }
});

describe('inventories of other kinds', () => {
  it('are lists of hosts', () => {
    const { inventory, variables } = loaded({}, ['a,b:22, c[1:2]']);
    assert.deepEqual([...inventory.hosts.keys()], ['a', 'b', 'c1', 'c2']);
    assert.deepEqual(variables('b'), { ansible_port: 22 });
    assert.deepEqual(inventory.sources, []);
  });

  it('are folders with several files', () => {
    const { inventory, variables } = loaded(
      {
        '/i/1.yml': 'web: {hosts: {w1: {a: 1}, w2: }, vars: {x: 1}}',
        '/i/2hosts': '[web]\nw3\nw1 a=9\n[web:vars]\nx=2\n',
        '/i/ignored.ini': 'w9',
        '/i/.hidden': 'w8',
        '/i/backup~': 'w7',
        '/i/sub/more': 'w6',
        '/i/group_vars/web': 'y: 3',
        '/i/host_vars/w1.yml': 'z: 4',
      },
      ['/i'],
    );
    assert.deepEqual([...inventory.hosts.keys()], ['w1', 'w2', 'w3', 'w6']);
    assert.deepEqual(variables('w1'), { a: 9, x: 2, y: 3, z: 4 });
  });

  it('are programs', () => {
    const list =
      '{"g": {"hosts": ["s1", "s2"], "vars": {"v": [1, {"a": null}]}, "children": ["k"]}, "k": ["s3"]';
    const { variables } = loaded(
      { '/script*': `#!/bin/sh\n--list ${list}, "_meta": {"hostvars": {"s1": {"x": 1.5}}}}` },
      ['/script'],
    );
    assert.deepEqual(variables('s1'), { v: [1, { a: null }], x: 1.5 });
    assert.deepEqual(variables('s3'), { v: [1, { a: null }] });
    const asked = loaded({ '/script*': '#!/bin/sh\n--list {"g": ["s1"]}\n--host s1 {"y": 2}' }, ['/script']);
    assert.deepEqual(asked.variables('s1'), { y: 2 });
  });

  it('may be missing, programs that fail, or print what is no JSON', () => {
    assert.match(
      load({}, ['/nope']).problems.join(),
      /file-not-found The inventory \/nope is not there.*comma/,
    );
    assert.match(
      load({ '/script*': '#!/bin/sh' }, ['/script']).problems.join(),
      /The inventory script \/script failed: exit status 1/,
    );
    assert.match(
      load({ '/script*': '#!/bin/sh\n--list hello' }, ['/script']).problems.join(),
      /failed: .*JSON/,
    );
    assert.match(
      load({ '/script*': '#!/bin/sh\n--list [1]' }, ['/script']).problems.join(),
      /printed JSON that is no object/,
    );
  });

  it('are no programs merely because they can be executed', () => {
    assert.ok(loaded({ '/hosts*': '[web]\nw1\n' }, ['/hosts']).inventory.hosts.has('w1'));
  });

  it('merge, the later winning', () => {
    const { variables } = loaded(
      { '/a': '[g]\nh x=1 y=1\n[g:vars]\nv=1', '/b': '[g]\nh x=2\n[g:vars]\nv=2' },
      ['/a', '/b'],
    );
    assert.deepEqual(variables('h'), { x: 2, y: 1, v: 2 });
  });
});

describe('variables beside inventories and playbooks', () => {
  it('follow the levels 3 to 10', () => {
    const levels = {
      '/i/hosts': 'h l8=8\n[g]\nh\n[g:vars]\nl3=3\nl4=3\nl5=3\nl6=3\nl7=3\nl8=3\nl9=3\nl10=3\n',
      '/i/group_vars/all.yml': 'l4: 4\nl5: 4\nl6: 4\nl7: 4\nl8: 4\nl9: 4\nl10: 4\n',
      '/play/group_vars/all.yml': 'l5: 5\nl6: 5\nl7: 5\nl8: 5\nl9: 5\nl10: 5\n',
      '/i/group_vars/g.yml': 'l6: 6\nl7: 6\nl8: 6\nl9: 6\nl10: 6\n',
      '/play/group_vars/g.yml': 'l7: 7\nl8: 7\nl9: 7\nl10: 7\n',
      '/i/host_vars/h.yml': 'l9: 9\nl10: 9\n',
      '/play/host_vars/h.yml': 'l10: 10\n',
    };
    assert.deepEqual(loaded(levels, ['/i/hosts']).variables('h', true), {
      l3: 3,
      l4: 4,
      l5: 5,
      l6: 6,
      l7: 7,
      l8: 8,
      l9: 9,
      l10: 10,
    });
  });

  it('may be folders; a file or folder without an extension comes first', () => {
    const { variables } = loaded(
      {
        '/i/hosts': '[g]\nh\n',
        '/i/group_vars/g/b.yml': 'x: b\ny: b',
        '/i/group_vars/g/a.yaml': 'x: a',
        '/i/group_vars/g/c.json': '{"z": "c"}',
        '/i/group_vars/g/sub/d': 'd: 1',
        '/i/group_vars/g/e.txt': 'e: 1',
        '/i/group_vars/g/.f.yml': 'f: 1',
        '/i/group_vars/g/g.yml~': 'g: 1',
        '/i/group_vars/g.yml': 'x: file',
      },
      ['/i/hosts'],
    );
    assert.deepEqual(variables('h'), { x: 'b', y: 'b', z: 'c', d: 1 });
  });

  it('of all reach a localhost that no inventory has', () => {
    const { variables } = loaded(
      { '/play/group_vars/all.yml': 'a: 1', '/play/host_vars/localhost.yml': 'b: 2' },
      [],
    );
    assert.deepEqual(variables('localhost', true), { a: 1, b: 2 });
  });

  it('that are no mapping are a problem', () => {
    const sink = collectDiagnostics();
    const files = memoryFiles({ '/i/group_vars/g.yml': '- a' });
    adjacentVariables('/i', { files, sink }).group('g');
    assert.match(describeProblems(sink.diagnostics).join(), /wrong-type 1:1 .*must contain a dictionary/);
  });
});

describe('changing an inventory', () => {
  const base = loaded({ '/i/hosts': ini }, ['/i/hosts']).inventory;

  it('adds hosts and groups, and leaves the old one as it was', () => {
    const changed = withGroup(
      withHost(base, { name: 'new', groups: ['fresh', 'web'], variables: new Map([['a', 1]]) }),
      { name: 'above', parents: ['prod'], hosts: ['new', 'jumper'] },
    );
    assert.deepEqual(groupsOfHost('new', changed), ['all', 'fresh', 'prod', 'above', 'web']);
    assert.deepEqual(groupsOfHost('jumper', changed), ['all', 'prod', 'above']);
    assert.equal(changed.hosts.get('new')?.variables.get('a'), 1);
    assert.equal(base.hosts.has('new'), false);
    assert.deepEqual(groupsOfHost('jumper', base), ['all', 'ungrouped']);
  });

  it('keeps all that was there', () => {
    const changed = withHost(base, { name: 'jumper' });
    assert.deepEqual(changed, base);
  });
});

describe('expandHosts', () => {
  it('gives as many hosts as the ranges say, all different', () => {
    const range = fc.tuple(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 2 }), (ranges) => {
        const name = ranges.map(([from, more, step]) => `h[${from}:${from + more}:${step}]-`).join('');
        const result = expandHosts(name);
        assert.ok(!('detail' in result));
        const expected = ranges.reduce((total, [, more, step]) => total * (Math.floor(more / step) + 1), 1);
        assert.equal(new Set(result.names).size, expected);
      }),
    );
  });

  const cases: readonly (readonly [string, readonly string[], number | undefined])[] = [
    ['a', ['a'], undefined],
    ['a:22', ['a'], 22],
    ['[2001:db8::1]:22', ['2001:db8::1'], 22],
    ['[2001:db8::1]', ['2001:db8::1'], undefined],
    ['2001:db8::1', ['2001:db8::1'], undefined],
    ['a[08:10]', ['a08', 'a09', 'a10'], undefined],
    ['a[x:z]b', ['axb', 'ayb', 'azb'], undefined],
    ['a[:2]', ['a0', 'a1', 'a2'], undefined],
    ['a[1:2]-[a:b]:2222', ['a1-a', 'a1-b', 'a2-a', 'a2-b'], 2222],
  ];
  for (const [written, names, port] of cases) {
    it(`reads ${written}`, () => {
      assert.deepEqual(expandHosts(written), { names, port });
    });
  }
});
