import type { JsonObject } from '../http/exchange.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Table } from '../store/table.ts';
import type { Attributes } from './attributes/types.ts';
import type { Values } from './attributes/prepare.ts';
import type { Context } from './context.ts';
import type { NetworkState } from './state.ts';

/** A row of any kind that has an owner. */
export interface OwnedRow {
  readonly id: string;
  readonly tenant_id: string;
}

/**
 * A kind of resource: what makes a network different from a router.
 *
 * Members are methods, so that a kind of networks is a kind.
 */
export interface Kind<Row extends OwnedRow = OwnedRow, Input = Values> {
  /** As in a body and in the names of policies: `security_group`. */
  readonly member: string;
  /** As in a body: `security_groups`. */
  readonly collection: string;
  /** As in an address: `security-groups`, `qos/policies`. */
  readonly path: string;
  /** The alias of the extension without which there is no such kind. */
  readonly extension?: string;
  readonly attributes: Attributes;
  /**
   * What comes of several in one request, where they are not made: some plugins refuse it, some APIs do not know the
   * word, and some services break over it.
   */
  readonly bulk?: 'refused' | 'unknown' | 'broken';
  /** Whether the usual limits count it, under the name `member`. */
  readonly hasQuota?: boolean;
  readonly hasTags?: boolean;
  table(state: NetworkState): Table<Row>;
  /** The owner-independent answer: every attribute, before policy takes some away. */
  view(row: Row, context: Context): JsonObject;
  /** The answer to the request that made it, where that differs. */
  viewNew?(row: Row, context: Context): JsonObject;
  /** Whether the database shows it to this caller at all, before policy is asked. Not asked for administrators. */
  isVisible(row: Row, context: Context): boolean;
  notFound(id: string): Refusal;
  /** What must be so before the limits and the policy are asked. */
  beforeCreate?(values: Input, context: Context): void;
  /** What must be so of several that are made at once. */
  beforeBulk?(values: readonly Input[], context: Context): void;
  create?(values: Input, context: Context): Row;
  /** The row is the one before; what is returned is already in its table. */
  update?(row: Row, values: Partial<Input>, context: Context): Row;
  remove?(row: Row, context: Context): void;
  /** `PUT .../{id}/{action}` */
  readonly actions?: Readonly<Record<string, Action<Row>>>;
}

/** What an action answers, given the row and the body. */
export type Action<Row> = (row: Row, body: JsonObject, context: Context) => JsonObject;
