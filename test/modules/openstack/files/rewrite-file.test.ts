import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import { rewriteFile } from '../../../../modules/openstack/files/rewrite-file.ts';
import { anyLayout } from './any-layout.ts';

type Change = (value: Record<string, unknown>) => void;

interface Case {
  readonly title: string;
  readonly before: readonly string[];
  readonly change: Change;
  readonly after: readonly string[];
}

/** The list of records without the head of the file; `change` gets the first record. */
const CASES: readonly Case[] = [
  {
    title: 'keeps comments at every place of a record, and in lists',
    before: [
      '# before',
      '- a: # beside a',
      '  # in the list',
      '  - x # is x',
      '  # in the list, too',
      '  - k: 1 # is k',
      '  b: 1 # is b',
      '  # at the end',
      '# after',
    ],
    change: (record) => {
      record['a'] = ['x', { k: 2 }, 'y'];
      record['b'] = 'text: more';
      record['aa'] = null;
    },
    after: [
      '# before',
      '- a: # beside a',
      '  # in the list',
      '  - x # is x',
      '  # in the list, too',
      '  - k: 2 # is k',
      '  - y',
      '  aa: null',
      "  b: 'text: more' # is b",
      '  # at the end',
      '# after',
    ],
  },
  {
    title: 'writes a list below its key, with the comment beside the key',
    before: ['- a: [] # none yet', '  b: x # text'],
    change: (record) => {
      record['a'] = ['x'];
      record['b'] = { k: 1 };
    },
    after: ['- a: # none yet', '  - x', '  b: # text', '    k: 1'],
  },
  {
    title: 'writes an empty list beside its key',
    before: ['- a: # some', '  - x', '  b:', '    k: 1', '  c: 1'],
    change: (record) => {
      record['a'] = [];
      record['b'] = null;
    },
    after: ['- a: [] # some', '  b: null', '  c: 1'],
  },
  {
    title: 'takes keys and items out',
    before: [
      '- a: 1',
      '  b: 2',
      '  c:',
      '  - x',
      '  - y # is y',
      '  - z',
      '  d: {p: 1, q: 2, r: 3}',
      '  e: [1, 2, 3]',
    ],
    change: (record) => {
      delete record['a'];
      record['c'] = ['x', 'z'];
      record['d'] = { p: 1 };
      record['e'] = [3];
    },
    after: ['- b: 2', '  c:', '  - x', '  - z', '  d: {p: 1}', '  e: [3]'],
  },
  {
    title: 'replaces blocks of text, with the comments beside them and behind them',
    before: [
      '- a: | # told at length',
      '    one',
      '    two',
      '  # about b',
      '  b: >-',
      '    three',
      '',
      '  c: 1',
    ],
    change: (record) => {
      record['a'] = 'short';
      record['b'] = 'long\nlines';
    },
    after: ['- a: short # told at length', '  # about b', "  b: 'long", '', "    lines'", '', '  c: 1'],
  },
  {
    title: 'edits inside of brackets',
    before: ['- a: {', '    k: 1, # is k', '    l: [x, y]', '  }', '  b: {"m": "1"}'],
    change: (record) => {
      record['a'] = { k: 2, l: ['x', 'z', 'w'], n: null };
      record['b'] = { l: 0, m: 'true' };
    },
    after: [
      '- a: {',
      '    k: 2, # is k',
      '    l: [x, "z", "w"], "n": null',
      '  }',
      '  b: {"l": 0, "m": "true"}',
    ],
  },
  {
    title: 'replaces an alias, and leaves what it stands for',
    before: ['- a: &shared [x] # c1', '  b: *shared # c2', '- b: *shared # c3'],
    change: (record) => {
      record['b'] = ['y'];
    },
    after: ['- a: &shared [x] # c1', '  b: # c2', '  - y', '- b: *shared # c3'],
  },
  {
    title: 'parts what shares an anchor whose value changes',
    before: ['- a: &shared 1 # c1', '- a: *shared # c2', '- a: *shared'],
    change: (record) => {
      record['a'] = 2;
    },
    after: ['- a: &shared 2 # c1', '- a: 1 # c2', '- a: 1'],
  },
  {
    title: 'keeps quotes, anchors and tags of what it does not touch',
    before: ['- "a": !!str 1', "  'b': 'it''s'", '  ? c', '  : "\\u00e9"', '  d: 1'],
    change: (record) => {
      record['d'] = 2;
    },
    after: ['- "a": !!str 1', "  'b': 'it''s'", '  ? c', '  : "\\u00e9"', '  d: 2'],
  },
  {
    title: 'leaves keys in their own order, and does not take names of JavaScript for keys',
    before: ['- z: 1', '  constructor: 2', '  a: 3'],
    change: (record) => {
      delete record['constructor'];
      record['b'] = 4;
    },
    after: ['- z: 1', '  a: 3', '  b: 4'],
  },
];

const HEAD = 'os_migrate_version: 1.0.5\nresources:\n';

function read(text: string) {
  return parseExportFile({ path: 'networks.yml', text });
}

function changed(text: string, change: Change): Readonly<Record<string, unknown>> {
  const want = structuredClone(read(text).value) as { readonly resources: Record<string, unknown>[] };
  change(want.resources[0] ?? {});
  return want;
}

describe('rewriteFile', () => {
  for (const { title, before, change, after } of CASES) {
    for (const [ends, lineBreak, last] of [
      ['', '\n', '\n'],
      [', with the line ends of Windows', '\r\n', '\r\n'],
      [', without a line break at the end', '\n', ''],
    ] as const) {
      it(`${title}${ends}`, () => {
        const written = (lines: readonly string[]): string =>
          `${HEAD}${lines.join('\n')}`.replaceAll('\n', lineBreak) + last;
        const text = written(before);
        const rewritten = rewriteFile(read(text), changed(text, change));
        assert.equal(rewritten.text, written(after));
        assert.equal(rewritten.isWrittenAnew, false);
      });
    }
  }

  it('edits a key of a mapping that came with a merge key', () => {
    const text = `${HEAD}- &base {x: 1, y: 2}\n- <<: *base # c2\n  z: 3\n`;
    const want = structuredClone(read(text).value) as { readonly resources: Record<string, unknown>[] };
    want.resources[1]!['x'] = 9;
    assert.equal(
      rewriteFile(read(text), want).text,
      `${HEAD}- &base {x: 1, y: 2}\n- <<: *base # c2\n  x: 9\n  z: 3\n`,
    );
  });

  it('writes a record anew that cannot be edited, and then leaves the others alone', () => {
    const text = `${HEAD}- a: 1 # c1\n- <<: {a: 1, b: 2}\n- c: 3 # c3\n`;
    const want = structuredClone(read(text).value) as { readonly resources: Record<string, unknown>[] };
    delete want.resources[1]!['b'];
    const { text: now, isWrittenAnew } = rewriteFile(read(text), want);
    assert.equal(now, `${HEAD}- a: 1 # c1\n- a: 1\n- c: 3 # c3\n`);
    assert.equal(isWrittenAnew, false);
  });

  it('edits JSON as JSON', () => {
    const text = '{"os_migrate_version": "1.0.5", "resources": [{"a": 1}]}';
    const want = { os_migrate_version: '1.0.5', resources: [{ a: 'x\u0085' }, { b: [1] }] };
    const { text: now } = rewriteFile(read(text), want);
    assert.equal(now, '{"os_migrate_version": "1.0.5", "resources": [{"a": "x\\u0085"}, {"b":[1]}]}');
    assert.deepEqual(JSON.parse(now), want);
  });

  it('says what it is to say in any layout, and keeps every comment that is beside nothing removed', () => {
    fc.assert(
      fc.property(anyLayout, ({ text, want, comments }) => {
        const rewritten = rewriteFile(read(text), want);
        assert.deepEqual(read(rewritten.text).value, want);
        assert.equal(rewritten.isWrittenAnew, false);
        for (const comment of comments) assert.match(rewritten.text, new RegExp(`${comment}(?!\\d)`));
        assert.equal(rewriteFile(rewritten.file, want).text, rewritten.text);
      }),
      { numRuns: 200 },
    );
  });
});
