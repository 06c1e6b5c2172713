import type { Field, Kind } from '../kind/kind.ts';
import { isEmpty } from '../kind/wire.ts';
import type { ExportRecord } from '../files/record.ts';

/** The fields of a record that can be set only once things of other kinds are there, and that it says something of. */
export function lateFields(kind: Kind, { params }: ExportRecord): readonly Field[] {
  return kind.fields.filter(({ name, after }) => after !== undefined && !isEmpty(params[name]));
}
