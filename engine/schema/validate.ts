import type { ErrorObject } from 'ajv';
import { didYouMean } from './suggest.ts';
import type { EditorSchema } from './editor-schema.ts';
import { textFormats } from './text-formats.ts';

/** One place of a value that does not fit its schema. */
export interface SchemaProblem {
  /** JSON Pointer of the value, or of the key that is not known. */
  readonly pointer: string;
  readonly kind: 'unknown' | 'missing' | 'wrong';
  readonly message: string;
  readonly help?: string;
}

export type Validate = (value: unknown) => readonly SchemaProblem[];

/**
 * A validator of plain JSON values. All problems are found, in the order of the schema. The schema must be right: that
 * is for tests to see. The package is loaded with the first schema, and a schema is compiled once, here.
 */
export async function compileSchema(schema: EditorSchema): Promise<Validate> {
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({
    validateSchema: false,
    meta: false,
    strict: false,
    allErrors: true,
    verbose: true,
    formats,
  });
  const { $schema: _draft, ...body } = schema;
  const validate = ajv.compile(body);
  return (value) => (validate(value) ? [] : problemsOf(validate.errors ?? []));
}

const formats = Object.fromEntries(
  Object.entries(textFormats).map(([name, { holds }]) => [
    name,
    { type: 'string' as const, validate: holds },
  ]),
);

/** What is wrong inside alternatives says less than that none of them fits, unless there is only one way to mean it. */
function problemsOf(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return errors
    .filter(
      (error) =>
        !alternatives.some((other) => other !== error && error.schemaPath.startsWith(`${other.schemaPath}/`)),
    )
    .filter(({ keyword }) => keyword !== 'if')
    .map(toProblem);
}

function toProblem(error: ErrorObject): SchemaProblem {
  const { instancePath: pointer, keyword, data } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { readonly properties?: object }).properties ?? {});
      const help =
        didYouMean(key, known) ||
        (known.length === 0 ? 'No keys are known here.' : `Known are ${known.join(', ')}.`);
      return {
        pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        kind: 'unknown',
        message: `The key ${key} is not known here.`,
        help,
      };
    }
    case 'required':
      return {
        pointer,
        kind: 'missing',
        message: `The key ${String(params['missingProperty'])} is missing.`,
      };
    case 'enum': {
      const choices = (params['allowedValues'] as readonly unknown[]).map(shown);
      const help = typeof data === 'string' ? didYouMean(data, choices) : '';
      const message = `${shown(data)} is none of ${choices.join(', ')}.`;
      return { pointer, kind: 'wrong', message, ...(help === '' ? {} : { help }) };
    }
    case 'type':
      return {
        pointer,
        kind: 'wrong',
        message: `${shown(data)} is no ${[params['type']].flat().join(' or ')}.`,
      };
    case 'format': {
      const format = textFormats[params['format'] as keyof typeof textFormats];
      return { pointer, kind: 'wrong', message: `${shown(data)} is not ${format.like}.` };
    }
    case 'anyOf':
    case 'oneOf':
      return { pointer, kind: 'wrong', message: `${shown(data)} is none of what can stand here.` };
    default:
      return { pointer, kind: 'wrong', message: `${shown(data)} ${error.message ?? 'does not fit'}.` };
  }
}

/** A value in a message: short, on one line. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
