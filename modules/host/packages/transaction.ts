import type { Change } from '../../../engine/module.ts';

/** What a package manager would do, as fields that change. */
export function transactionChanges(transaction: {
  readonly installs: readonly { readonly name: string; readonly from?: string; readonly to: string }[];
  readonly removals: readonly { readonly name: string; readonly from?: string }[];
}): readonly Change[] {
  const pointer = (name: string): string => `/packages/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [
    ...transaction.installs.map(({ name, from, to }) => ({
      pointer: pointer(name),
      before: from,
      after: to,
    })),
    ...transaction.removals.map(({ name, from }) => ({
      pointer: pointer(name),
      before: from ?? 'installed',
      after: undefined,
    })),
  ];
}
