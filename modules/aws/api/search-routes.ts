/**
 * All routes of a transit route table. AWS gives a thousand at most and says only that there are more, so the search is
 * split by the destination: what lies in one half of the addresses, then in the other, until each part is whole.
 */
import { halvesOf, type Cidr } from '../cidr/cidr.ts';
import { formatCidr } from '../cidr/format-cidr.ts';
import type { CallContext } from './errors.ts';
import { incomplete } from './pages.ts';

type Values = Readonly<Record<string, unknown>>;

interface Route {
  readonly DestinationCidrBlock?: string;
  readonly PrefixListId?: string;
}

interface Part {
  readonly routes: readonly Route[];
  readonly isWhole: boolean;
}

const EVERYTHING: readonly Cidr[] = [
  { family: 4, base: 0n, length: 0 },
  { family: 6, base: 0n, length: 0 },
];

/** `pages` makes one search, with all of its pages. Throws `aws-incomplete` where a search of the caller's cannot be split. */
export async function allRoutes(
  context: CallContext,
  input: Values,
  pages: (input: Values) => AsyncIterable<Values>,
): Promise<readonly Route[]> {
  const filters = (input['Filters'] ?? []) as readonly { readonly Name?: string }[];
  const search = async (...more: readonly object[]): Promise<Part> => {
    const routes: Route[] = [];
    let isWhole = true;
    for await (const page of pages({ ...input, Filters: [...filters, ...more] })) {
      routes.push(...((page['Routes'] ?? []) as readonly Route[]));
      isWhole = page['AdditionalRoutesAvailable'] !== true;
    }
    return { routes, isWhole };
  };
  const within = async (block: Cidr): Promise<readonly Route[]> => {
    const part = await search(filter('subnet-of-match', block));
    if (part.isWhole) return part.routes;
    const halves = halvesOf(block);
    if (halves === undefined)
      throw incomplete(context, `there is more than one search gives for ${formatCidr(block)}`);
    const own = await search(filter('exact-match', block));
    const [low, high] = [await within(halves[0]), await within(halves[1])];
    return [...own.routes, ...low, ...high];
  };

  const first = await search();
  if (first.isWhole) return first.routes;
  if (filters.some(({ Name = '' }) => Name.startsWith('route-search.')))
    throw incomplete(context, 'a search by destination found more routes than AWS gives at once');
  const found = new Map<string, Route>();
  // Routes of prefix lists have no destination to be found by: those of the first search are kept.
  for (const route of first.routes)
    if (route.DestinationCidrBlock === undefined) found.set(keyOf(route), route);
  for (const block of EVERYTHING) for (const route of await within(block)) found.set(keyOf(route), route);
  return [...found.values()];
}

function filter(name: string, block: Cidr): object {
  return { Name: `route-search.${name}`, Values: [formatCidr(block)] };
}

function keyOf({ DestinationCidrBlock = '', PrefixListId = '' }: Route): string {
  return `${DestinationCidrBlock} ${PrefixListId}`;
}
