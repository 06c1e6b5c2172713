import assert from 'node:assert/strict';
import { spanOf } from '../../../engine/diagnostics/span.ts';
import { placeIn } from '../../../engine/plan/template-places.ts';

describe('places within templates', () => {
  const place = (source: string, value: string, offset: number): string => {
    const file = { path: 'x.yml', text: source };
    const start = source.indexOf(': ') + 2;
    const { line, column } = placeIn(spanOf(file, start, source.length), value, offset);
    return `${line}:${column}`;
  };

  it('finds an offset of a quoted value', () => {
    assert.equal(place('msg: "{{ a | b }}"', '{{ a | b }}', 7), '1:14');
  });
  it('finds an offset in a block of lines', () => {
    assert.equal(place('msg: |\n  one\n  {{ bad }}\n', 'one\n{{ bad }}\n', 7), '3:6');
  });
  it('gives the whole value where the text is written otherwise', () => {
    assert.equal(place('msg: *other', '{{ "a" }}', 3), '1:6');
  });
});
