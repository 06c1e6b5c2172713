import type { AwsCall, Service } from '../../api/aws.types.ts';
import { placeOf } from '../../discovery/places.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { CleanupKind, CleanupOperation, CleanupPart } from '../cleanup.types.ts';

export interface Removal {
  readonly kind: CleanupKind;
  /** The id of what goes. */
  readonly resource: string;
  readonly title: string;
  readonly target: Readonly<Record<string, unknown>>;
  readonly before: unknown;
  /** Default: it is gone. */
  readonly after?: unknown;
  readonly does: AwsCall;
  /** Most of what a cleanup does cannot be taken back. */
  readonly undoes?: AwsCall;
  readonly risk?: CleanupOperation['risk'];
}

/** A step of a cleanup. */
export function removal(view: VpcView, removal: Removal): CleanupOperation {
  const { kind, resource, title, target, before, after = null, does, undoes, risk = 'none' } = removal;
  return {
    id: `${view.id}/cleanup/${kind}/${resource}`,
    kind,
    vpc: view.id,
    title,
    place: placeOf(view.account, view.region.region),
    target,
    before,
    after,
    does: [does],
    undoes: undoes === undefined ? [] : [undoes],
    risk,
  };
}

export function call(service: Service, action: string, input: AwsCall['input']): AwsCall {
  return { service, action, input };
}

export const nothing: CleanupPart = { operations: [], stays: [] };

export function joined(parts: readonly CleanupPart[]): CleanupPart {
  return {
    operations: parts.flatMap(({ operations }) => operations),
    stays: parts.flatMap(({ stays }) => stays),
  };
}

/** Each either goes, or stays for a reason. */
export function each<T>(
  items: readonly T[],
  decide: (item: T) => CleanupOperation | readonly CleanupOperation[] | string | undefined,
): CleanupPart {
  return joined(
    items.map((item) => {
      const decided = decide(item);
      if (decided === undefined) return nothing;
      if (typeof decided === 'string') return { operations: [], stays: [decided] };
      return {
        operations: Array.isArray(decided)
          ? (decided as readonly CleanupOperation[])
          : [decided as CleanupOperation],
        stays: [],
      };
    }),
  );
}
