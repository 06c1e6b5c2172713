import assert from 'node:assert/strict';
import { nearest } from '../../../../modules/openstack/api/nearest.ts';

describe('the nearest word', () => {
  it('finds what was meant', () => {
    assert.equal(nearest('Project-Name', ['project_name', 'project_id']), 'project_name');
    assert.equal(nearest('souce', ['source', 'destination']), 'source');
    assert.equal(nearest('zzz', ['source']), undefined);
    assert.equal(nearest('5', ['a', 'b']), undefined);
  });
});
