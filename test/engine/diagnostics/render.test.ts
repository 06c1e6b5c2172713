import assert from 'node:assert/strict';
import { diagnostic, type Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { renderDiagnostic, renderDiagnostics } from '../../../engine/diagnostics/render.ts';
import { spanOf } from '../../../engine/diagnostics/span.ts';

function at(text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = text.indexOf(marked);
  const span = spanOf(
    { path: 'play.yml', text, ...(more.span?.file.secret && { secret: true as const }) },
    start,
    start + marked.length,
  );
  return {
    ...diagnostic('wrong-type', { detail: 'It is wrong.', help: 'Make it right.', span }),
    ...more,
    span,
  };
}

const lines = 'one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 6\n';

describe('renderDiagnostic', () => {
  it('shows the place with two lines around it', () => {
    assert.equal(
      renderDiagnostic(at(lines, '4')),
      [
        'error: A value has the wrong type',
        '  --> play.yml:4:7',
        '2 | two: 2',
        '3 | three: 3',
        '4 | four: 4',
        '  |       ^',
        '5 | five: 5',
        '6 | six: 6',
        '  It is wrong.',
        '  help: Make it right.',
      ].join('\n'),
    );
  });

  it('keeps to the lines that there are', () => {
    assert.match(renderDiagnostic(at('a: b', 'b')), /\n1 \| a: b\n {2}\| {4}\^\n/);
    assert.match(
      renderDiagnostic(at(lines, 'six')),
      /\n4 \| four: 4\n5 \| five: 5\n6 \| six: 6\n {2}\| \^\^\^\n {2}It/,
    );
  });

  it('marks the first line only of what goes over several', () => {
    assert.match(renderDiagnostic(at(lines, 'two: 2\nthree: 3')), /2 \| two: 2\n {2}\| \^{6}\n3 \|/);
  });

  it('marks an empty place with one caret', () => {
    assert.match(
      renderDiagnostic(
        diagnostic('empty-playbook', { detail: 'x', span: spanOf({ path: 'p', text: '' }, 0) }),
      ),
      /1 \|\n {2}\| \^\n/,
    );
  });

  it('aligns line numbers of different length', () => {
    const text = Array.from({ length: 12 }, (_, index) => `k${index + 1}: v`).join('\n');
    assert.match(renderDiagnostic(at(text, 'k10')), / 9 \| k9: v\n10 \| k10: v\n {3}\| \^\^\^\n11 \|/);
  });

  it('shows tabs as spaces, under which the caret stands', () => {
    assert.match(renderDiagnostic(at('\tkey: value', 'value')), /1 \| {5}key: value\n {2}\| {10}\^{5}\n/);
  });

  it('counts wide characters twice, and combining ones not at all', () => {
    assert.match(renderDiagnostic(at('名前: 値', '値')), /1 \| 名前: 値\n {2}\| {7}\^\^\n/);
    assert.match(renderDiagnostic(at('e\u0301: x', 'x')), /\n {2}\| {4}\^\n/);
  });

  it('cuts long lines so that the place stays in sight', () => {
    const text = `${'a'.repeat(300)} MARK ${'b'.repeat(300)}`;
    const shown = renderDiagnostic(at(text, 'MARK'), { width: 60 }).split('\n');
    const [line = '', caret = ''] = shown.filter((one) => one.includes(' |')).slice(0, 2);
    assert.ok(
      shown.every((one) => one.length <= 60),
      shown.join('\n'),
    );
    assert.equal(caret.indexOf('^'), line.indexOf('MARK'));
    assert.match(line, /^1 \| …a+ MARK b+…$/);
  });

  it('wraps long sentences', () => {
    const shown = renderDiagnostic(diagnostic('wrong-type', { detail: 'word '.repeat(40).trim() }), {
      width: 40,
    });
    assert.ok(shown.split('\n').every((line) => line.length <= 40));
    assert.equal(shown.match(/word/g)?.length, 40);
  });

  it('shows no control characters', () => {
    assert.doesNotMatch(renderDiagnostic(at('a: \u001b[31mred\r', 'red')), /[\u001b\r]/);
  });

  it('colours where it is asked to', () => {
    const shown = renderDiagnostic(at(lines, '4'), { color: true });
    assert.match(shown, /^\u001b\[31merror\u001b\[0m: /);

    assert.equal(shown.replace(/\u001b\[\d+m/g, ''), renderDiagnostic(at(lines, '4')));
  });

  it('shows nothing of a decrypted file', () => {
    const span = spanOf({ path: 'v.yml', text: 'password: hunter2', secret: true }, 10, 17);
    const shown = renderDiagnostic(diagnostic('wrong-type', { detail: 'x', span }));
    assert.match(shown, /v\.yml:1:11/);
    assert.doesNotMatch(shown, /hunter2|password/);
  });
});

describe('renderDiagnostics', () => {
  it('counts them, each once', () => {
    const warning = at(lines, 'six', { severity: 'warning' });
    const shown = renderDiagnostics([at(lines, '1'), at(lines, '2'), at(lines, '1'), warning]);
    assert.ok(shown.endsWith('\n\n2 errors and 1 warning'), shown);
    assert.equal(
      renderDiagnostics([at(lines, '1')])
        .split('\n')
        .at(-1),
      '1 error',
    );
    assert.equal(renderDiagnostics([]), '');
  });
});
