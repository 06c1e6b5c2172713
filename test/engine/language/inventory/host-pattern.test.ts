import assert from 'node:assert/strict';
import { collectDiagnostics } from '../../../../engine/diagnostics/diagnostic.ts';
import { matchPattern, patternHosts } from '../../../../engine/language/inventory/host-pattern.ts';
import { limitPatterns } from '../../../../engine/language/inventory/limit.ts';
import { loadInventory } from '../../../../engine/language/inventory/load-inventory.ts';
import { memoryFiles } from '../memory-files.ts';

const files = memoryFiles({
  '/hosts': '[web]\nw1\nw2\nw3\n[db]\nd1\nd2.example.com\n[empty]\n[prod:children]\ndb\n[prod]\nw1\n',
  '/limit': 'w1\ndb:!d1\n\n',
});
const inventory = loadInventory(['/hosts'], { files, sink: collectDiagnostics() });

// The hosts that `ansible PATTERN --list-hosts` of ansible-core 2.14 gives.
const cases: readonly (readonly [string | readonly string[], string])[] = [
  ['all', 'w1 w2 w3 d1 d2.example.com'],
  ['*', 'w1 w2 w3 d1 d2.example.com'],
  ['web', 'w1 w2 w3'],
  ['prod', 'w1 d1 d2.example.com'],
  ['web:db', 'w1 w2 w3 d1 d2.example.com'],
  ['db,web', 'd1 d2.example.com w1 w2 w3'],
  [['db', 'w2'], 'd1 d2.example.com w2'],
  ['web:&prod', 'w1'],
  ['&prod:web', 'w1'],
  ['all:!web', 'd1 d2.example.com'],
  ['!web', 'd1 d2.example.com'],
  ['web:!w2:!w3', 'w1'],
  ['w*', 'w1 w2 w3'],
  ['w?', 'w1 w2 w3'],
  ['w[12]', ''],
  ['w[!1]', 'w2 w3'],
  ['*.example.com', 'd2.example.com'],
  ['~w[12]', 'w1 w2'],
  ['~(w|d)1', 'w1 d1'],
  ['web[0]', 'w1'],
  ['web[-1]', 'w3'],
  ['web[0:1]', 'w1 w2'],
  ['web[1:]', 'w2 w3'],
  ['w2', 'w2'],
  ['localhost', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['empty', ''],
  ['nothing', ''],
  ['web, d1', 'w1 w2 w3 d1'],
];

describe('patternHosts', () => {
  for (const [pattern, expected] of cases) {
    it(`reads ${String(pattern)}`, () => {
      assert.equal(patternHosts(pattern, inventory).join(' '), expected);
    });
  }

  it('says which parts nothing answers to', () => {
    assert.deepEqual(matchPattern('web:nope:&wbe', inventory).unmatched, ['nope', '&wbe']);
    assert.deepEqual(matchPattern('empty:all', inventory).unmatched, []);
  });

  it('refuses what it cannot read', () => {
    assert.throws(() => patternHosts('~(', inventory), /no regular expression/);
    assert.throws(() => patternHosts('web[7]', inventory), /asks for host 7, but there are only 3/);
  });
});

describe('limitPatterns', () => {
  it('reads files', () => {
    assert.deepEqual(limitPatterns('w2:@/limit', files), ['w2', 'w1', 'db', '!d1']);
    assert.equal(patternHosts(limitPatterns('@/limit', files), inventory).join(' '), 'w1 d2.example.com');
    assert.throws(() => limitPatterns('@/nope', files), /Unable to find limit file \/nope/);
  });
});
