import assert from 'node:assert/strict';
import { allRoutes } from '../../../../modules/aws/api/search-routes.ts';
import { contains } from '../../../../modules/aws/cidr/cidr.ts';
import { readCidr } from '../../../../modules/aws/cidr/read-cidr.ts';

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

const context = {
  service: 'ec2',
  action: 'SearchTransitGatewayRoutes',
  place: { account: '1', region: 'r' },
} as const;
const blockOf = (text: string) => {
  const read = readCidr(text);
  if (!('cidr' in read)) throw new Error(text);
  return read.cidr;
};

/** A table of routes that gives `limit` at most, in pages of two, as AWS does. */
function table(destinations: readonly string[], limit: number, lists: readonly string[] = []) {
  let searches = 0;
  async function* pages(input: Readonly<Record<string, unknown>>) {
    searches += 1;
    await Promise.resolve();
    const filters = input['Filters'] as readonly Filter[];
    const asked = filters.find(({ Name }) => Name.startsWith('route-search.'));
    const found = destinations.filter((destination) => {
      if (asked === undefined) return true;
      const [block = ''] = asked.Values;
      return asked.Name.endsWith('exact-match')
        ? destination === block
        : contains(blockOf(block), blockOf(destination));
    });
    const all = [
      ...(asked === undefined ? lists.map((PrefixListId) => ({ PrefixListId })) : []),
      ...found.map((DestinationCidrBlock) => ({ DestinationCidrBlock })),
    ];
    const given = all.slice(0, limit);
    for (let at = 0; at === 0 || at < given.length; at += 2) {
      const isLast = at + 2 >= given.length;
      yield {
        Routes: given.slice(at, at + 2),
        ...(isLast ? { AdditionalRoutesAvailable: all.length > limit } : {}),
      };
    }
  }
  return { pages, searches: () => searches };
}

describe('all routes of a transit route table', () => {
  const nested = Array.from({ length: 25 }, (_, at) => `10.0.0.0/${at + 8}`);
  const wide = Array.from({ length: 200 }, (_, at) => `10.${at}.0.0/16`);

  for (const [what, destinations] of [
    ['few', ['10.0.0.0/8']],
    ['none', []],
    ['many side by side', wide],
    ['many within one another', nested],
    ['default routes of both families', ['0.0.0.0/0', '::/0', ...nested, '2001:db8::/32', '2001:db8:1::/48']],
  ] as const)
    it(`are found: ${what}`, async () => {
      const { pages, searches } = table(destinations, 10, ['pl-1', 'pl-2']);
      const found = await allRoutes(context, { Filters: [] }, pages);
      const wanted = [...destinations, 'pl-1', 'pl-2'];
      assert.deepEqual(
        found
          .map(({ DestinationCidrBlock, PrefixListId }) => DestinationCidrBlock ?? PrefixListId)
          .toSorted(),
        wanted.toSorted(),
      );
      if (wanted.length <= 10) assert.equal(searches(), 1);
    });

  it('keep the filters of the caller', async () => {
    const seen: unknown[] = [];
    const { pages } = table(wide, 10);
    const own = { Name: 'type', Values: ['static'] };
    await allRoutes(context, { Filters: [own] }, (input) => {
      seen.push((input['Filters'] as readonly unknown[])[0]);
      return pages(input);
    });
    assert.ok(seen.length > 10);
    assert.ok(seen.every((filter) => filter === own));
  });

  it('are not given in part where the caller searches by destination', async () => {
    const { pages } = table(wide, 10);
    const Filters = [{ Name: 'route-search.supernet-of-match', Values: ['10.1.0.0/24'] }];
    const all = { ...table(wide, 10), pages };
    await assert.rejects(
      allRoutes(
        context,
        { Filters: [{ Name: 'route-search.subnet-of-match', Values: ['10.0.0.0/8'] }] },
        all.pages,
      ),
      /does not give the whole list/,
    );
    assert.equal((await allRoutes(context, { Filters }, table(['10.1.0.0/24'], 10).pages)).length, 1);
  });
});
