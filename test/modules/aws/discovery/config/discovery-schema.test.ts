import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { discoveryFileSchema } from '../../../../../engine/cli/schemas/discovery.ts';
import { exampleWith } from './example.ts';

const validate = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(discoveryFileSchema());

describe('the JSON Schema of a discovery.yaml', () => {
  it('takes the examples', () => {
    for (const name of ['classic', 'group'] as const)
      assert.ok(validate(exampleWith(name, {})), JSON.stringify(validate.errors));
  });

  it('refuses unknown keys, and those of the other variant', () => {
    assert.ok(!validate(exampleWith('classic', { label: 'AZURE' })));
    assert.ok(!validate(exampleWith('classic', { 'config.natgw_backup_dir': 'x' })));
    assert.ok(!validate(exampleWith('group', { 'config.configure_staging_attachment': true })));
    assert.ok(!validate(exampleWith('classic', { 'aviatrix.tf_controller_access.mode': 'ENV' })));
  });

  it('refuses wrong values', () => {
    assert.ok(!validate(exampleWith('classic', { 'account_info.0.account_id': '12' })));
    assert.ok(!validate(exampleWith('classic', { 'cleanup.resources.0': 'VPN' })));
    assert.ok(!validate(exampleWith('classic', { 'terraform.terraform_output': undefined })));
  });
});
