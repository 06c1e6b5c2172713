import assert from 'node:assert/strict';
import { formatCidr } from '../../../../modules/aws/cidr/format-cidr.ts';
import { mergePieces } from '../../../../modules/aws/cidr/merge-pieces.ts';
import { parseCidr } from '../../../../modules/aws/cidr/read-cidr.ts';

const merge = (advertised: readonly string[], cidrs: readonly string[]) =>
  mergePieces(advertised.map(parseCidr), cidrs.map(parseCidr));

const possible: readonly (readonly [
  what: string,
  advertised: string[],
  cidrs: string[],
  merged: string[],
])[] = [
  ['halves', ['10.0.128.0/17', '10.0.0.0/17'], ['10.0.0.0/16'], ['10.0.0.0/16']],
  [
    'neighbours into two',
    ['10.0.0.0/18', '10.0.64.0/18', '10.0.128.0/17'],
    ['10.0.0.0/17', '10.0.128.0/17'],
    ['10.0.0.0/17', '10.0.128.0/17'],
  ],
  ['what is merged already', ['10.0.0.0/16'], ['10.0.0.0/16'], ['10.0.0.0/16']],
  [
    'beside prefixes of others, which stay',
    ['2001:db8::/57', '2001:db8:0:80::/57', '10.0.0.0/8', '192.0.2.0/25', '192.0.2.128/25'],
    ['2001:db8::/56'],
    ['10.0.0.0/8', '192.0.2.0/25', '192.0.2.128/25', '2001:db8::/56'],
  ],
  ['nothing', ['10.0.0.0/17', '10.0.128.0/17'], [], ['10.0.0.0/17', '10.0.128.0/17']],
];

const impossible: readonly (readonly [
  what: string,
  advertised: string[],
  cidrs: string[],
  problems: (readonly [code: string, cidr: string, prefixes: string[]])[],
])[] = [
  [
    'a piece is gone',
    ['10.0.0.0/18', '10.0.128.0/17'],
    ['10.0.0.0/16'],
    [['pieces-missing', '10.0.0.0/16', ['10.0.64.0/18']]],
  ],
  [
    'all of it is gone',
    ['10.0.0.0/8'],
    ['10.0.0.0/16'],
    [['pieces-missing', '10.0.0.0/16', ['10.0.0.0/16']]],
  ],
  [
    'a longer prefix was added',
    ['10.0.0.0/17', '10.0.128.0/17', '10.0.3.0/24'],
    ['10.0.0.0/16'],
    [['pieces-overlap', '10.0.0.0/16', ['10.0.3.0/24']]],
  ],
  [
    'a prefix is there twice, and one of another CIDR is gone',
    ['10.0.0.0/16', '10.0.0.0/16', '10.1.0.0/17'],
    ['10.1.0.0/16', '10.0.0.0/16'],
    [
      ['pieces-overlap', '10.0.0.0/16', ['10.0.0.0/16']],
      ['pieces-missing', '10.1.0.0/16', ['10.1.128.0/17']],
    ],
  ],
];

describe('mergePieces', () => {
  for (const [what, advertised, cidrs, merged] of possible)
    it(`merges ${what}`, () => {
      const result = merge(advertised, cidrs);
      assert.ok(result.isPossible);
      assert.deepEqual(result.advertised.map(formatCidr), merged);
    });

  for (const [what, advertised, cidrs, problems] of impossible)
    it(`refuses where ${what}`, () => {
      const result = merge(advertised, cidrs);
      assert.ok(!result.isPossible);
      assert.deepEqual(
        result.problems.map(({ code, cidr, prefixes }) => [code, formatCidr(cidr), prefixes.map(formatCidr)]),
        problems,
      );
      for (const { detail, help, cidr, prefixes } of result.problems) {
        assert.ok(
          detail.startsWith(`Of ${formatCidr(cidr)}, `) &&
            detail.endsWith(`${prefixes.map(formatCidr).join(', ')}.`),
        );
        assert.match(help, /^See who changed/);
      }
    });
});
