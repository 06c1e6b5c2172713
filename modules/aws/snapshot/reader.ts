/** Reading of one place, which goes on where something cannot be read: that becomes a gap. */
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Action, Aws, Input, Output, Place } from '../api/aws.types.ts';
import { normal, sorted } from './normal.ts';

export interface Gap {
  readonly action: string;
  readonly message: string;
}

type Filters = { Name: string; Values: string[] }[];

export interface Reader {
  readonly place: Place;
  readonly gaps: readonly Gap[];
  /** An answer; undefined where there is none. */
  once<A extends Action<'ec2'>>(action: A, input: Input<'ec2', A>): Promise<Output<'ec2', A> | undefined>;
  /** All elements of a list, sorted by `id`; none where they cannot be read. */
  list<A extends Action<'ec2'>, K extends keyof Output<'ec2', A>>(
    action: A,
    input: Input<'ec2', A>,
    key: K,
    id: keyof Element<A, K>,
  ): Promise<readonly Element<A, K>[]>;
  /** The same for the elements that have one of `values`, in as few calls as filters allow. */
  filtered<A extends Action<'ec2'>, K extends keyof Output<'ec2', A>>(
    action: A,
    filter: ListFilter,
    input: (filters: Filters) => Input<'ec2', A>,
    key: K,
    id: keyof Element<A, K>,
  ): Promise<readonly Element<A, K>[]>;
}

export interface ListFilter {
  readonly name: string;
  /** Undefined: whatever they have. */
  readonly values: readonly string[] | undefined;
  /** How many values go into one call: what EC2 takes, unless the pages of fewer are to be read side by side. */
  readonly most?: number;
}

type Element<A extends Action<'ec2'>, K extends keyof Output<'ec2', A>> =
  NonNullable<Output<'ec2', A>[K]> extends readonly (infer E)[] ? E : never;

/** Without these there is nothing to tell of a region: where AWS fails at them, the reading fails. */
const needed: ReadonlySet<string> = new Set(['DescribeVpcs', 'DescribeSubnets', 'DescribeRouteTables']);

/** EC2 takes no more values in a filter. */
const filterValues = 200;

export function openReader(aws: Aws, place: Place, signal: AbortSignal | undefined): Reader {
  const gaps: Gap[] = [];
  const options = signal === undefined ? {} : { signal };
  const tolerant = async <T>(action: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      // What is not offered there cannot be there.
      if (error.code === 'aws-unsupported') return undefined;
      const isGap = error.code === 'aws-denied' || (error.code === 'aws-failed' && !needed.has(action));
      if (!isGap) throw error;
      gaps.push({ action, message: messageOf(error) });
      return undefined;
    }
  };
  const reader: Reader = {
    place,
    gaps,
    once: (action, input) => tolerant(action, () => aws.call(place, 'ec2', action, input, options)),
    list: async (action, input, key, id) => {
      const list = await tolerant(action, () => aws.all(place, 'ec2', action, input, key, options));
      return sorted(((list ?? []) as never[]).map(normal), id);
    },
    filtered: async (action, { name, values, most = filterValues }, input, key, id) => {
      if (values === undefined) return reader.list(action, input([]), key, id);
      const lists = chunks(values, most).map((chunk) =>
        reader.list(action, input([{ Name: name, Values: [...chunk] }]), key, id),
      );
      return sorted((await Promise.all(lists)).flat(), id);
    },
  };
  return reader;
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_unused, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
