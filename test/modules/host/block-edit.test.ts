import assert from 'node:assert/strict';
import { placeBlock, type BlockRequest } from '../../../modules/host/block-edit.ts';

/** As ansible-core does it from 2.16 on, which has prepend_newline and append_newline. */
describe('modules/host/block-edit', () => {
  const placed = (text: string, isSetOff: BlockRequest['isSetOff'], more: Partial<BlockRequest> = {}) =>
    placeBlock(text, { block: 'x', begin: '#b', end: '#e', ...(isSetOff && { isSetOff }), ...more });
  const both = { before: true, behind: true };

  it('sets a block off from the lines around it by empty ones', () => {
    assert.equal(placed('a\nb\n', both, { insertafter: 'a' }), 'a\n\n#b\nx\n#e\n\nb\n');
    assert.equal(
      placed('a\nb\n', { before: true, behind: false }, { insertafter: 'a' }),
      'a\n\n#b\nx\n#e\nb\n',
    );
    assert.equal(placed('a\nb\n', undefined, { insertafter: 'a' }), 'a\n#b\nx\n#e\nb\n');
  });

  it('adds none where the file begins and ends', () => {
    assert.equal(placed('', both), '#b\nx\n#e\n');
    assert.equal(placed('a', both), 'a\n\n#b\nx\n#e\n');
    assert.equal(placed('a\n', both, { insertbefore: 'BOF' }), '#b\nx\n#e\n\na\n');
  });

  it('leaves a text as it made it', () => {
    const text = placed('a\nb\n', both, { insertafter: 'a' });
    assert.equal(placed(text, both, { insertafter: 'a' }), text);
  });

  it('adds none for a block that is taken away', () => {
    assert.equal(placed('a\n#b\nx\n#e\nb\n', both, { block: '' }), 'a\nb\n');
  });
});
