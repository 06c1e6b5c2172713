import { createHash } from 'node:crypto';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CleanupOperation } from './cleanup.types.ts';

/** Stands for a list of steps: another list has another one. */
export function digestOfList(operations: readonly CleanupOperation[]): string {
  const text = JSON.stringify(operations.map(({ id, does }) => [id, does]));
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Throws unless this list was confirmed: by `yes`, or by its digest, which no other list has. */
export function requireConfirmation(
  operations: readonly CleanupOperation[],
  confirm: string | undefined,
): void {
  const digest = digestOfList(operations);
  if (confirm === digest || /^(?:yes|true)$/i.test(confirm ?? '')) return;
  const list = operations.map(({ vpc, title }) => `  ${vpc}: ${title}`).join('\n');
  const isOther = confirm !== undefined && confirm !== '';
  throw new DroverError('cleanup-unconfirmed', {
    detail: `${isOther ? `The list is not the one of ${confirm}. ` : ''}This would be deleted, and does not come back:\n${list}`,
    help: `Look at the list, then run with -e vpc_cleanup_confirm=${digest} (this list and no other), or =yes. Nothing was deleted.`,
  });
}
