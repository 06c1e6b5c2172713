import type { StandardRow } from './rows.ts';
import type { NetworkState } from './state.ts';

/** What a new resource of a project begins with. Which revision that is depends on the kind. */
export function newRow(
  state: NetworkState,
  tenantId: string,
  revision: number,
  given: { readonly description?: string | null } = {},
): StandardRow {
  const time = timeNow(state);
  return {
    id: state.ids.uuid(),
    tenant_id: tenantId,
    description: given.description === undefined ? '' : given.description,
    created_at: time,
    updated_at: time,
    revision_number: revision,
    tags: [],
    standard_attr_id: state.nextNumber(),
  };
}

/** The row as it is after a change: newer, and some revisions further. */
export function touched<Row extends StandardRow>(state: NetworkState, row: Row, revisions = 1): Row {
  return { ...row, updated_at: timeNow(state), revision_number: row.revision_number + revisions };
}

function timeNow(state: NetworkState): string {
  return new Date(state.now()).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
