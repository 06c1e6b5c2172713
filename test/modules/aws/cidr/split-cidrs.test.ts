import assert from 'node:assert/strict';
import { compare } from '../../../../modules/aws/cidr/cidr.ts';
import { formatCidr } from '../../../../modules/aws/cidr/format-cidr.ts';
import { parseCidr } from '../../../../modules/aws/cidr/read-cidr.ts';
import { aggregate } from '../../../../modules/aws/cidr/sets.ts';
import { splitCidrs, type SplitRequest } from '../../../../modules/aws/cidr/split-cidrs.ts';

interface Written {
  readonly cidrs: readonly string[];
  readonly existing?: readonly string[];
  readonly avoided?: readonly string[];
  readonly limits?: NonNullable<SplitRequest['limits']>;
}

const split = ({ cidrs, existing = [], avoided = [], limits = {} }: Written) =>
  splitCidrs({
    cidrs: cidrs.map(parseCidr),
    existing: existing.map(parseCidr),
    avoided: avoided.map(parseCidr),
    limits,
  });

/** Each CIDR with its pieces, as texts. */
function piecesOf(request: Written): Readonly<Record<string, readonly string[]>> {
  const result = split(request);
  assert.ok(result.isPossible, 'the split is possible');
  return Object.fromEntries(
    result.splits.map(({ cidr, pieces }) => [formatCidr(cidr), pieces.map(formatCidr)]),
  );
}

const possible: readonly (readonly [
  what: string,
  request: Written,
  pieces: Readonly<Record<string, readonly string[]>>,
])[] = [
  ['no CIDR into nothing', { cidrs: [], existing: ['10.0.0.0/8'] }, {}],
  ['nothing where nothing is to be beaten', { cidrs: ['10.0.0.0/16'] }, { '10.0.0.0/16': ['10.0.0.0/16'] }],
  [
    'nothing where only shorter prefixes are there',
    { cidrs: ['10.0.0.0/16'], existing: ['10.0.0.0/8', '10.0.0.0/15', '0.0.0.0/0'] },
    { '10.0.0.0/16': ['10.0.0.0/16'] },
  ],
  [
    'nothing because of prefixes elsewhere and of the other family',
    { cidrs: ['10.0.0.0/16'], existing: ['10.1.0.0/16', '10.1.2.0/24', '::/0'], avoided: ['10.2.0.0/16'] },
    { '10.0.0.0/16': ['10.0.0.0/16'] },
  ],
  [
    'a CIDR that the transit has into its halves',
    { cidrs: ['10.0.0.0/16'], existing: ['10.0.0.0/16', '10.0.0.0/16', '0.0.0.0/0'] },
    { '10.0.0.0/16': ['10.0.0.0/17', '10.0.128.0/17'] },
  ],
  [
    'a half that the transit has once more',
    { cidrs: ['10.0.0.0/16'], existing: ['10.0.0.0/16', '10.0.128.0/17'] },
    { '10.0.0.0/16': ['10.0.0.0/17', '10.0.128.0/18', '10.0.192.0/18'] },
  ],
  [
    'around a longer prefix, which would go on drawing its part',
    { cidrs: ['10.0.0.0/22'], existing: ['10.0.1.0/24'] },
    { '10.0.0.0/22': ['10.0.0.0/24', '10.0.1.0/25', '10.0.1.128/25', '10.0.2.0/23'] },
  ],
  [
    'over a longer prefix that may go on drawing its part',
    { cidrs: ['10.0.0.0/22'], existing: ['10.0.0.0/22'], avoided: ['10.0.1.0/24'] },
    { '10.0.0.0/22': ['10.0.0.0/23', '10.0.2.0/23'] },
  ],
  [
    'a piece that may not be used into its halves',
    { cidrs: ['10.0.0.0/22'], existing: ['10.0.0.0/22'], avoided: ['10.0.2.0/23'] },
    { '10.0.0.0/22': ['10.0.0.0/23', '10.0.2.0/24', '10.0.3.0/24'] },
  ],
  [
    'a CIDR that may not be used as it is',
    { cidrs: ['10.0.0.0/28'], avoided: ['10.0.0.0/28'] },
    { '10.0.0.0/28': ['10.0.0.0/29', '10.0.0.8/29'] },
  ],
  [
    'two neighbours each on its own, though one piece would do for both',
    { cidrs: ['10.0.128.0/17', '10.0.0.0/17'], existing: ['10.0.0.0/16'] },
    { '10.0.0.0/17': ['10.0.0.0/17'], '10.0.128.0/17': ['10.0.128.0/17'] },
  ],
  [
    'both families, IPv4 first',
    { cidrs: ['2001:db8:0:100::/56', '10.0.0.0/16'], existing: ['2001:db8:0:100::/56', '10.0.0.0/16'] },
    {
      '10.0.0.0/16': ['10.0.0.0/17', '10.0.128.0/17'],
      '2001:db8:0:100::/56': ['2001:db8:0:100::/57', '2001:db8:0:180::/57'],
    },
  ],
  [
    'down to single addresses, where these are longer',
    { cidrs: ['10.0.0.0/31'], existing: ['10.0.0.0/31'] },
    { '10.0.0.0/31': ['10.0.0.0/32', '10.0.0.1/32'] },
  ],
  [
    'over a single address that may go on drawing its traffic',
    { cidrs: ['10.0.0.0/24'], existing: ['10.0.0.0/24'], avoided: ['10.0.0.5/32'] },
    { '10.0.0.0/24': ['10.0.0.0/25', '10.0.0.128/25'] },
  ],
  [
    'as many pieces as the limit allows',
    { cidrs: ['10.0.0.0/16', '10.9.0.0/16'], existing: ['10.0.0.0/16'], limits: { 4: 3 } },
    { '10.0.0.0/16': ['10.0.0.0/17', '10.0.128.0/17'], '10.9.0.0/16': ['10.9.0.0/16'] },
  ],
];

const impossible: readonly (readonly [
  what: string,
  request: Written,
  problems: readonly (readonly [
    code: string,
    cidrs: readonly string[],
    prefixes: readonly string[],
    says: RegExp,
  ])[],
])[] = [
  [
    'prefixes of single addresses, all of them named',
    { cidrs: ['10.0.0.0/16'], existing: ['10.0.0.5/32', '10.0.0.0/16', '10.0.9.9/32', '10.0.0.5/32'] },
    [
      [
        'cannot-be-beaten',
        ['10.0.0.0/16'],
        ['10.0.0.5/32', '10.0.9.9/32'],
        /of 10\.0\.0\.0\/16, .*: 10\.0\.0\.5\/32, 10\.0\.9\.9\/32\.$/,
      ],
    ],
  ],
  [
    'a prefix of a single address of IPv6, and one of IPv4 in another CIDR',
    { cidrs: ['2001:db8::/56', '10.0.0.0/16'], existing: ['2001:db8::1/128', '10.0.0.1/32'] },
    [
      ['cannot-be-beaten', ['10.0.0.0/16'], ['10.0.0.1/32'], /10\.0\.0\.1\/32/],
      ['cannot-be-beaten', ['2001:db8::/56'], ['2001:db8::1/128'], /2001:db8::1\/128/],
    ],
  ],
  [
    'a CIDR of a single address that the transit has',
    { cidrs: ['10.0.0.1/32'], existing: ['10.0.0.1/32'] },
    [['cannot-be-beaten', ['10.0.0.1/32'], ['10.0.0.1/32'], /no prefix is longer/]],
  ],
  [
    'pieces that may not be used, down to the last',
    { cidrs: ['10.0.0.0/31'], existing: ['10.0.0.0/31'], avoided: ['10.0.0.1/32'] },
    [
      [
        'cannot-be-avoided',
        ['10.0.0.0/31'],
        ['10.0.0.1/32'],
        /without prefixes that may not be used: 10\.0\.0\.1\/32/,
      ],
    ],
  ],
  [
    'both at once',
    { cidrs: ['10.0.0.0/31'], existing: ['10.0.0.0/32'], avoided: ['10.0.0.0/32', '10.0.0.1/32'] },
    [
      ['cannot-be-beaten', ['10.0.0.0/31'], ['10.0.0.0/32'], /10\.0\.0\.0\/32\.$/],
      ['cannot-be-avoided', ['10.0.0.0/31'], ['10.0.0.1/32'], /10\.0\.0\.1\/32\.$/],
    ],
  ],
  [
    'CIDRs within others, and the same twice',
    { cidrs: ['10.0.0.0/16', '10.1.5.0/24', '10.0.7.0/24', '10.0.0.0/16', '10.1.0.0/16'] },
    [
      ['cidrs-overlap', ['10.0.0.0/16', '10.0.0.0/16'], [], /10\.0\.0\.0\/16 is within 10\.0\.0\.0\/16/],
      ['cidrs-overlap', ['10.0.0.0/16', '10.0.7.0/24'], [], /10\.0\.7\.0\/24 is within 10\.0\.0\.0\/16/],
      ['cidrs-overlap', ['10.1.0.0/16', '10.1.5.0/24'], [], /10\.1\.5\.0\/24 is within 10\.1\.0\.0\/16/],
    ],
  ],
  [
    'more pieces than the limit, which is one of each family',
    {
      cidrs: ['10.0.0.0/22', '10.9.0.0/16', '2001:db8::/56'],
      existing: ['10.0.1.0/24', '2001:db8::/56'],
      limits: { 4: 4, 6: 2 },
    },
    [
      [
        'too-many-pieces',
        ['10.0.0.0/22', '10.9.0.0/16'],
        [],
        /^5 prefixes of IPv4 .* 4 may be: 10\.0\.0\.0\/22 takes 4, 10\.9\.0\.0\/16 takes 1\.$/,
      ],
    ],
  ],
  [
    'any piece where none is allowed',
    { cidrs: ['2001:db8::/56'], limits: { 6: 0 } },
    [['too-many-pieces', ['2001:db8::/56'], [], /^1 prefixes of IPv6 .* 0 may be/]],
  ],
];

describe('splitCidrs', () => {
  for (const [what, request, pieces] of possible)
    it(`splits ${what}`, () => {
      assert.deepEqual(piecesOf(request), pieces);
      assert.deepEqual(
        Object.keys(piecesOf(request)),
        request.cidrs.map(parseCidr).toSorted(compare).map(formatCidr),
      );
    });

  for (const [what, request, problems] of impossible)
    it(`refuses ${what}`, () => {
      const result = split(request);
      assert.ok(!result.isPossible);
      assert.deepEqual(
        result.problems.map(({ code, cidrs, prefixes }) => [
          code,
          cidrs.map(formatCidr),
          prefixes.map(formatCidr),
        ]),
        problems.map(([code, cidrs, prefixes]) => [code, cidrs, prefixes]),
      );
      for (const [index, [, , , says]] of problems.entries()) {
        assert.match(result.problems[index]!.detail, says);
        assert.match(result.problems[index]!.help, /^[A-Z].*\.$/);
      }
    });

  it('splits a VPC under a full route table in little time', () => {
    const existing = Array.from({ length: 10_000 }, (_unused, index) =>
      parseCidr(`10.${(index * 7919) % 256}.${(index * 104_729) % 256}.${(index % 16) * 16}/28`),
    );
    const cidr = parseCidr('10.0.0.0/8');
    const start = performance.now();
    const result = splitCidrs({ cidrs: [cidr], existing });
    assert.ok(performance.now() - start < 10_000);
    assert.ok(result.isPossible);
    const [{ pieces } = { pieces: [] }] = result.splits;
    assert.ok(pieces.length > 2 * new Set(existing.map(formatCidr)).size);
    assert.deepEqual(aggregate(pieces), [cidr]);
  });
});
