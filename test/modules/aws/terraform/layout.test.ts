import assert from 'node:assert/strict';
import { workFolder } from '../../../../modules/aws/terraform/layout.ts';
import { discovery } from './support/shapes.ts';

describe('modules/aws/terraform/layout', () => {
  const folder = (tmp_folder_id: string | undefined, file = 'waves/wave-1.prod.yaml') =>
    workFolder(discovery('classic', { 'terraform.tmp_folder_id': tmp_folder_id }), '123456789012', file);

  it('has one working folder for an account', () => {
    assert.equal(folder(undefined), '123456789012/tmp');
  });

  it('has one for each cycle: after its first VPC, or after its file', () => {
    assert.equal(folder('VPC_ID'), '123456789012/tmp/tmp-vpc-0a1b2c3d4e5f60718');
    assert.equal(folder('YAML_ID'), '123456789012/tmp/tmp-wave-1-prod-yaml');
    assert.equal(folder('YAML_ID', 'other.yml'), '123456789012/tmp/tmp-other-yml');
  });
});
