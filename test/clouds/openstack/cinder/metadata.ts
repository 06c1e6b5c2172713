import type { CloudReply } from '../http/exchange.ts';
import type { Table } from '../store/table.ts';
import { bodyOf, type Context, type Parameters } from './context.ts';
import { badRequest, notFound } from './errors.ts';
import type { Texts } from './rows.ts';
import { TEXTS, wrapped } from './schemas.ts';

interface Described {
  readonly id: string;
  readonly metadata: Texts;
}

/** A kind whose things have metadata. */
export interface DescribedKind<Row extends Described> {
  /** As Cinder says it: `Volume`. */
  readonly noun: string;
  readonly table: (context: Context) => Table<Row>;
  readonly find: (id: string, context: Context) => Row;
}

export interface MetadataHandlers {
  readonly list: (context: Context, parameters: Parameters) => CloudReply;
  readonly add: (context: Context, parameters: Parameters) => CloudReply;
  readonly replace: (context: Context, parameters: Parameters) => CloudReply;
  readonly show: (context: Context, parameters: Parameters) => CloudReply;
  readonly set: (context: Context, parameters: Parameters) => CloudReply;
  readonly remove: (context: Context, parameters: Parameters) => CloudReply;
}

/** What answers below `/{thing}/metadata`. */
export function metadataHandlers<Row extends Described>(kind: DescribedKind<Row>): MetadataHandlers {
  const save = (row: Row, metadata: Texts, context: Context): void => {
    kind.table(context).replace({ ...row, metadata });
  };
  const missing = (id: string, key: string): Error =>
    notFound(`${kind.noun} ${id} has no metadata with key ${key}.`);
  const given = (context: Context, schema: string): Texts => {
    const one = schema === 'meta' ? { ...TEXTS, minProperties: 1, maxProperties: 1 } : TEXTS;
    // Boundary: the schema has checked it.
    return bodyOf(context, wrapped(schema, one))[schema] as Texts;
  };
  return {
    list: (context, { id }) => ({ status: 200, body: { metadata: kind.find(id!, context).metadata } }),
    add(context, { id }) {
      const more = given(context, 'metadata');
      const row = kind.find(id!, context);
      const metadata = { ...row.metadata, ...more };
      save(row, metadata, context);
      return { status: 200, body: { metadata } };
    },
    replace(context, { id }) {
      const metadata = given(context, 'metadata');
      save(kind.find(id!, context), metadata, context);
      return { status: 200, body: { metadata } };
    },
    show(context, { id, key }) {
      const { metadata } = kind.find(id!, context);
      if (!Object.hasOwn(metadata, key!)) throw missing(id!, key!);
      return { status: 200, body: { meta: { [key!]: metadata[key!] } } };
    },
    set(context, { id, key }) {
      const meta = given(context, 'meta');
      if (!Object.hasOwn(meta, key!)) throw badRequest('Request body and URI mismatch');
      const row = kind.find(id!, context);
      save(row, { ...row.metadata, ...meta }, context);
      return { status: 200, body: { meta } };
    },
    remove(context, { id, key }) {
      const row = kind.find(id!, context);
      const { [key!]: found, ...metadata } = row.metadata;
      if (found === undefined) throw missing(id!, key!);
      save(row, metadata, context);
      return { status: 200 };
    },
  };
}
