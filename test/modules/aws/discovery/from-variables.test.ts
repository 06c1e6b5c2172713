import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { discoveryOf } from '../../../../modules/aws/discovery/from-variables.ts';
import { exampleWith } from './config/example.ts';

function context(variables: Readonly<Record<string, unknown>>) {
  const warnings: string[] = [];
  return {
    warnings,
    variable: (name: string) => variables[name],
    warn: (message: string) => void warnings.push(message),
  };
}

describe('discovery.yaml from variables', () => {
  it('is read, whatever other variables there are', () => {
    const config = discoveryOf(
      context({ ...exampleWith('classic', {}), os_migrate_data_dir: '/x', vpc: 'y' }),
    );
    assert.equal(config.account_info[0]?.account_id, '123456789012');
  });

  it('is refused with all that is wrong in one error', () => {
    const given = exampleWith('classic', {
      'account_info.0.account_id': 'x',
      'terraform.aws_provider': undefined,
    });
    assert.throws(
      () => discoveryOf(context(given)),
      (error) =>
        error instanceof DroverError &&
        error.message.includes('account_info[0].account_id') &&
        error.message.includes('terraform.aws_provider'),
    );
  });

  it('is missed where it was not given', () => {
    assert.throws(() => discoveryOf(context({ config: {} })), /No discovery.yaml was given/);
  });

  it('needs less for an inventory, which is asked for by a variable or by the module', () => {
    const given = exampleWith('classic', { aviatrix: undefined });
    for (const discovery_only of [true, 'true', 'Yes'])
      assert.equal(discoveryOf(context({ ...given, discovery_only })).aviatrix, undefined);
    assert.equal(discoveryOf(context(given), { isInventory: true }).aviatrix, undefined);
    for (const discovery_only of [false, 'false', undefined])
      assert.throws(() => discoveryOf(context({ ...given, discovery_only })), /aviatrix is missing/);
  });

  it('gives what is odd as warnings', () => {
    const asked = context(exampleWith('early', {}));
    discoveryOf(asked);
    assert.ok(asked.warnings.length > 0);
  });
});
