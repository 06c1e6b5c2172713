import type * as ec2 from '../api/ec2.types.ts';
import type { Reader } from './reader.ts';
import type { PrefixListSnapshot } from './snapshot.types.ts';

/**
 * The prefix lists that routes lead to: all in one call, and their entries, which the API gives list by list. Those of
 * AWS itself have no entries here: they come with endpoints.
 */
export async function readPrefixLists(
  read: Reader,
  tables: readonly ec2.RouteTable[],
): Promise<readonly PrefixListSnapshot[]> {
  const routes = tables.flatMap(({ Routes }) => Routes ?? []);
  const ids = [...new Set(routes.flatMap(({ DestinationPrefixListId }) => DestinationPrefixListId ?? []))];
  const lists = await read.filtered(
    'DescribeManagedPrefixLists',
    { name: 'prefix-list-id', values: ids },
    (Filters) => ({ Filters, MaxResults: 100 }),
    'PrefixLists',
    'PrefixListId',
  );
  return Promise.all(
    lists.map(async (list) => ({
      ...list,
      Entries: isOfAws(list) ? [] : await entriesOf(read, list.PrefixListId ?? ''),
    })),
  );
}

/** The owner is an account, or a word for AWS. */
function isOfAws({ OwnerId }: ec2.ManagedPrefixList): boolean {
  return OwnerId?.toLowerCase() === 'aws';
}

function entriesOf(read: Reader, PrefixListId: string): Promise<readonly ec2.PrefixListEntry[]> {
  const input = { PrefixListId, MaxResults: 100 };
  return read.list('GetManagedPrefixListEntries', input, 'Entries', 'Cidr');
}
