import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { exportRole } from '../../docs/generate/export-role.ts';
import { importRole } from '../../docs/generate/import-role.ts';
import { kindsPage } from '../../docs/generate/kinds-page.ts';
import { exportAllRole, importAllRole } from '../../docs/generate/bulk-roles.ts';
import type { KindContext } from '../../docs/generate/kind-variables.ts';
import { roleFiles } from '../../docs/generate/role-files.ts';
import type { Role } from '../../docs/generate/role.ts';
import type { Kind } from '../../modules/openstack/kind/kind.ts';
import { fakeCollection, fakeKind } from '../modules/openstack/support/fake-kinds.ts';

type Task = Readonly<Record<string, unknown>>;

const racks = fakeCollection('rack');
const boxes = fakeCollection('box', { title: 'box' });
const blobs = fakeCollection('blob', { owned: false });

const lateField = {
  name: 'lights',
  set: 'update' as const,
  after: boxes,
  schema: { type: 'string', description: 'Lights.' } as const,
};
const rackKind = fakeKind(racks, [], {
  fields: [lateField],
  importArguments: { boxes_path: { type: 'string', description: 'A file.' } },
  siblingsArgument: 'boxes_path',
});
const boxKind = fakeKind(boxes, [racks], {
  plural: 'boxes',
  parent: { collection: racks, key: 'rack_id', reference: 'rack_ref' },
});
const blobKind = fakeKind(blobs, [], {
  roles: {
    filter: 'os_migrate_things_filter',
    exportFilter: 'os_migrate_sources_filter',
    furtherFilters: { os_migrate_more_filter: 'params.more.name' },
    label: "{{ item.params['x'] }}",
    arguments: [
      {
        name: 'blob_dir',
        of: 'both',
        value: '{{ os_migrate_blob_dir }}',
        variables: { os_migrate_blob_dir: { type: 'string', description: 'A folder.', default: '/blobs' } },
      },
      { name: 'source', of: 'import', value: '{{ os_migrate_src_auth | default(omit) }}' },
    ],
  },
});
const kinds = [rackKind, boxKind, blobKind];
const contextOf = (kind: Kind): KindContext => ({
  kind,
  kinds,
  modules: {
    export: `openstack.export_${kind.plural}`,
    import: `openstack.import_${kind.collection.name}`,
  },
});
const imports = (kind: Kind): Role => importRole(contextOf(kind), contextOf);
const tasksOf = (role: Role): readonly Task[] => parse(role.tasks) as readonly Task[];
/** Those for the project of the credentials, of a role that has others for several. */
const tasksOfOne = (role: Role): readonly Task[] => tasksOf(role)[1]?.['block'] as readonly Task[];
const named = (role: Role, name: string): Readonly<Record<string, unknown>> | undefined =>
  role.variables.find((variable) => variable.name === name)?.schema as never;

describe('the roles of a kind', () => {
  it('export it by its own filters, within the project', () => {
    const [task] = tasksOfOne(exportRole(contextOf(rackKind)));
    const args = task?.['openstack.export_racks'] as Task;
    assert.equal(args['path'], '{{ os_migrate_data_dir }}/racks.yml');
    assert.equal(args['filter'], '{{ os_migrate_racks_filter }}');
    assert.equal(args['filters'], '{{ prelude_src_filters }}');
    assert.equal(args['auth'], '{{ os_migrate_src_auth }}');
    assert.equal(args['ca_cert'], '{{ os_migrate_src_ca_cert | default(omit) }}');
  });

  it('leave several projects to the role of all kinds, which is told which kind', () => {
    for (const [role, phase] of [
      [exportRole(contextOf(rackKind)), 'export'],
      [imports(rackKind), 'import'],
    ] as const) {
      const [several, one] = tasksOf(role);
      assert.deepEqual(several?.['ansible.builtin.include_role'], { name: `${phase}_all` });
      assert.deepEqual(several['vars'], { [`${phase}_all_kinds`]: ['racks'] });
      assert.equal(several['when'], 'os_migrate_src_projects is defined');
      assert.equal(one?.['when'], 'os_migrate_src_projects is not defined');
      assert.ok(named(role, 'os_migrate_src_projects') !== undefined);
    }
    assert.match(imports(rackKind).dependencies, /when: os_migrate_src_projects is not defined/);
    assert.doesNotMatch(imports(blobKind).tasks + imports(blobKind).dependencies, /os_migrate_src_projects/);
  });

  it('take those of children by the filter of their parents', () => {
    const [task] = tasksOfOne(exportRole(contextOf(boxKind)));
    assert.equal((task?.['openstack.export_boxes'] as Task)['filter'], '{{ os_migrate_racks_filter }}');
    const role = imports(boxKind);
    const text = role.tasks;
    assert.match(text, /stringfilter\(os_migrate_racks_filter, attribute='params\.rack_ref\.name'\)/);
    assert.match(role.description, /The filter names the racks\./);
    assert.match(String(named(role, 'os_migrate_racks_filter')?.['description']), /^Which racks, by name/);
  });

  it('look for what no project owns everywhere', () => {
    const [task] = tasksOf(exportRole(contextOf(blobKind)));
    assert.ok(!('filters' in (task?.['openstack.export_blobs'] as Task)));
    const [, bring] = tasksOf(imports(blobKind));
    assert.ok(!('filters' in (bring?.['openstack.import_blob'] as Task)));
  });

  it('take what the table says of names, labels and further arguments', () => {
    const out = exportRole(contextOf(blobKind));
    const [task] = tasksOf(out);
    assert.equal((task?.['openstack.export_blobs'] as Task)['filter'], '{{ os_migrate_sources_filter }}');
    assert.equal((task?.['openstack.export_blobs'] as Task)['blob_dir'], '{{ os_migrate_blob_dir }}');
    const role = imports(blobKind);
    const [, bring] = tasksOf(role);
    assert.match(
      String(bring?.['loop']).replaceAll(/\s+/g, ' '),
      /\| os_migrate\.os_migrate\.stringfilter\(os_migrate_things_filter, attribute='params\.name'\) \| os_migrate\.os_migrate\.stringfilter\(os_migrate_more_filter, attribute='params\.more\.name'\)/,
    );
    assert.deepEqual(bring?.['loop_control'], { label: "{{ item.params['x'] }}" });
    assert.equal(named(role, 'os_migrate_blob_dir')?.['default'], '/blobs');
    assert.ok(
      named(role, 'os_migrate_src_auth') !== undefined,
      'what an argument needs of the other cloud is described',
    );
    assert.ok(
      !role.variables.some(({ name, isRequired }) => name === 'os_migrate_src_auth' && isRequired === true),
    );
  });

  it('name the file of the children that an import looks at', () => {
    const [, block] = tasksOfOne(imports(rackKind));
    assert.equal(
      (block?.['openstack.import_rack'] as Task)['boxes_path'],
      '{{ os_migrate_data_dir }}/boxes.yml',
    );
  });

  it('set fields of others in the end, even if something went wrong', () => {
    const [, block] = tasksOfOne(imports(boxKind));
    const [bring] = block?.['block'] as readonly Task[];
    assert.ok('openstack.import_box' in (bring ?? {}));
    const [look, read, set] = block?.['always'] as readonly Task[];
    assert.deepEqual(look?.['ansible.builtin.stat'], { path: '{{ os_migrate_data_dir }}/racks.yml' });
    assert.equal(read?.['when'], `${String(look['register'])}.stat.exists`);
    const args = set?.['openstack.import_rack'] as Task;
    assert.deepEqual(args['fields'], ['lights']);
    assert.ok(!('boxes_path' in args), 'nothing is made, so there is nothing to look at');
    assert.match(String(set?.['loop']), /selectattr\('params\.lights', 'defined'\)/);
  });

  it('have defaults, a schema, a README and a playbook that say the same', () => {
    const files = roleFiles(imports(blobKind));
    assert.deepEqual(parse(files.get('roles/import_blobs/defaults/main.yml') ?? ''), {
      os_migrate_things_filter: [{ regex: '.*' }],
      os_migrate_more_filter: [{ regex: '.*' }],
      os_migrate_blob_dir: '/blobs',
    });
    const schema = JSON.parse(files.get('roles/import_blobs/args.schema.json') ?? '') as {
      readonly properties: object;
      readonly required: readonly string[];
    };
    assert.deepEqual(schema.required, ['os_migrate_data_dir', 'os_migrate_dst_auth']);
    for (const name of Object.keys(schema.properties))
      assert.ok(files.get('roles/import_blobs/README.md')?.includes(`| \`${name}\` |`), name);
    const [play] = parse(files.get('playbooks/import_blobs.yml') ?? '') as readonly Task[];
    assert.deepEqual([play?.['name'], play?.['roles']], ['Import blobs', ['import_blobs']]);
    for (const [path, text] of files) assert.match(text, /Made by \\?"npm run generate\\?"/, path);
  });

  it('need to be told which file is meant where several kinds belong to one', () => {
    const other = fakeKind(fakeCollection('lid'), [], {
      parent: { collection: racks, key: 'rack_id', reference: 'rack_ref' },
    });
    const context = { ...contextOf(rackKind), kinds: [...kinds, other] };
    assert.throws(
      () => importRole(context, contextOf),
      /Say in roles\.arguments of racks which file boxes_path is\./,
    );
  });
});

describe('the roles of all kinds', () => {
  const contexts = kinds.map(contextOf);

  it('have each variable once', () => {
    for (const role of [exportAllRole(contexts), importAllRole(contexts)]) {
      const names = role.variables.map(({ name }) => name);
      assert.deepEqual([...new Set(names)], names);
    }
  });

  it('give each kind its filter, and arguments to those kinds only that have them', () => {
    const tasks = tasksOf(exportAllRole(contexts));
    const vars = tasks.at(-1)?.['vars'] as Task;
    assert.deepEqual(vars['export_all_filters'], {
      racks: '{{ os_migrate_racks_filter }}',
      boxes: '{{ os_migrate_racks_filter }}',
      blobs: '{{ os_migrate_sources_filter }}',
    });
    assert.equal(vars['export_all_blobs_blob_dir'], '{{ os_migrate_blob_dir }}');
    assert.equal(
      (tasks.at(-1)?.['openstack.export_resources'] as Task)['blob_dir'],
      '{{ export_all_blobs_blob_dir if item.1 == "blobs" else omit }}',
    );
    const [imported] = tasksOf(importAllRole(contexts)).at(-1)?.['block'] as readonly Task[];
    assert.deepEqual(imported?.['vars'], {
      item: '{{ import_all_item.data }}',
      import_all_racks_boxes_path: '{{ import_all_item.folder }}/boxes.yml',
      import_all_blobs_blob_dir: '{{ os_migrate_blob_dir }}',
      import_all_blobs_source: '{{ os_migrate_src_auth | default(omit) }}',
    });
  });
});

describe('the page of kinds', () => {
  it('has a row for each, with what it needs', () => {
    const page = kindsPage(kinds).get('docs/kinds.md') ?? '';
    assert.match(page, /^\| 1 \| `racks` \| A rack\. \| `racks\.yml` \| Neutron \| all \| {2}\|$/m);
    assert.match(page, /^\| 2 \| `boxes` \| .* \| `racks` \|$/m);
    assert.match(page, /^- `lights` of `racks`, after `boxes`$/m);
    assert.match(page, /^ {2}boxes -\.->\|lights\| racks$/m);
  });
});
