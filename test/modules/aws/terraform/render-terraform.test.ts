import assert from 'node:assert/strict';
import { renderTerraform, type TerraformOutput } from '../../../../modules/aws/terraform/render-terraform.ts';
import { matchesGolden } from '../../../engine/report/golden.ts';
import { parseFile, parseFolder, type Parsed } from './support/parse.ts';
import { declaredIn, referredIn } from './support/references.ts';
import { shapes, type Shape } from './support/shapes.ts';

function render(shape: Shape): TerraformOutput {
  return renderTerraform({ ...shape, file: 'waves/first-wave.yml', names: new Map() });
}

/** The files of each folder of Terraform's, by the folder. */
function folders({ files }: TerraformOutput): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const folders = new Map<string, Map<string, string>>();
  for (const [path, { text }] of files) {
    const [folder = '', name = '', deeper] = path.split('/');
    if (deeper !== undefined) continue;
    folders.set(folder, (folders.get(folder) ?? new Map<string, string>()).set(name, text));
  }
  return folders;
}

describe('modules/aws/terraform', () => {
  for (const shape of shapes) {
    it(`${shape.name}: is what it was`, () => {
      const { files, problems } = render(shape);
      const texts = [...files].map(([path, { text }]) => `==> ${path}\n${text}`);
      matchesGolden(
        `terraform/${shape.name}.txt`,
        [...texts, ...problems.map((problem) => `!! ${problem}\n`)].join('\n'),
      );
    });

    it(`${shape.name}: all that is referred to is declared, and all variables are given`, async () => {
      for (const [folder, files] of folders(render(shape))) {
        const parsed = await parseFolder(files);
        const declared = declaredIn(parsed);
        const missing = [...referredIn(parsed)].filter((name) => !declared.has(name));
        assert.deepEqual(missing, [], `in ${folder}`);
        assert.ok(declared.size > 5, `${folder} declares next to nothing: the test reads it wrongly`);
      }
    });

    it(`${shape.name}: the call gives the module what it takes, and nothing else`, async () => {
      const output = render(shape);
      const module = await parseFolder(folders(output).get(shape.config.terraform.module_name) ?? new Map());
      const account = await parseFolder(folders(output).get('123456789012') ?? new Map());
      const variables = module['variable'] as Record<string, [Parsed]>;
      for (const [call] of Object.values(account['module'] as Record<string, [Parsed]>)) {
        const given = Object.keys(call).filter((name) => name !== 'source' && name !== 'providers');
        assert.deepEqual(
          given.filter((name) => variables[name] === undefined),
          [],
        );
        const needed = Object.entries(variables).filter(([, [variable]]) => !('default' in variable));
        assert.deepEqual(
          needed.map(([name]) => name).filter((name) => !given.includes(name)),
          [],
        );
      }
    });

    it(`${shape.name}: the values of the account are those of its variables`, async () => {
      const files = folders(render(shape)).get('123456789012') ?? new Map<string, string>();
      const declared = Object.keys((await parseFolder(files))['variable'] as Parsed);
      const values = await Promise.all(
        [...files].flatMap(([name, text]): Promise<Parsed>[] => {
          if (name.endsWith('.tfvars')) return [parseFile(text)];
          return name.endsWith('.tfvars.json') ? [Promise.resolve(JSON.parse(text) as Parsed)] : [];
        }),
      );
      const given = values.flatMap((one) => Object.keys(one));
      assert.deepEqual(
        given.filter((name) => !declared.includes(name)),
        [],
      );
      const withDefault = declared.filter((name) => name.startsWith('switch_traffic_'));
      assert.deepEqual(
        declared.filter((name) => !given.includes(name) && !withDefault.includes(name)),
        [],
      );
    });
  }

  it('gives the same files for the same snapshot, whatever is asked before', () => {
    const [shape] = shapes;
    assert.deepEqual(render(shape!), render(structuredClone(shape!)));
  });
});
