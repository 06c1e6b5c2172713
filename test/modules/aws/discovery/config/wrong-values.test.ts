import assert from 'node:assert/strict';
import type { Schema } from '../../../../../engine/schema/types.ts';
import { checkDiscovery } from '../../../../../modules/aws/discovery/config/check-discovery.ts';
import { discoverySchema } from '../../../../../modules/aws/discovery/config/schema/discovery.ts';
import { exampleWith } from './example.ts';
import { wrongValues } from './wrong-values.ts';

describe('a wrong value in a discovery.yaml', () => {
  for (const { of, path, value, says } of wrongValues) {
    it(`${of}: ${path} = ${JSON.stringify(value)}`, () => {
      const { config, findings } = checkDiscovery(exampleWith(of, { [path]: value }));
      const errors = findings.filter(({ isWarning }) => isWarning !== true);
      assert.equal(errors.length, 1, JSON.stringify(errors, null, 1));
      for (const { code, path: at, detail, help } of errors) {
        assert.equal(code, 'discovery-value');
        assert.ok(at.join('.').startsWith(path), at.join('.'));
        assert.match(detail, says);
        assert.notEqual(help, '');
      }
      assert.equal(config, undefined);
    });
  }

  it('is tried for every key of the schema', () => {
    const tried = new Set(wrongValues.map(({ path }) => path.replaceAll(/\.\d+/g, '.[]')));
    assert.deepEqual(
      pathsOf(discoverySchema, '').filter((path) => !tried.has(path)),
      [],
    );
  });
});

/** `aws.s3.region`, `config.subnet_tags.[].key`: every key, of all variants. */
function pathsOf(schema: Schema, path: string): readonly string[] {
  const own = path === '' ? [] : [path];
  if ('anyOf' in schema) return [...new Set([...own, ...schema.anyOf.flatMap((one) => pathsOf(one, path))])];
  if (schema.type === 'array') return [...own, ...pathsOf(schema.items, `${path}.[]`)];
  if (schema.type !== 'object') return own;
  const inner = Object.entries(schema.properties).flatMap(([key, property]) =>
    pathsOf(property, path === '' ? key : `${path}.${key}`),
  );
  return [...own, ...inner];
}
