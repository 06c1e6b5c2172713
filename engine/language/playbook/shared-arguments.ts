import type { EditorSchema } from '../../schema/editor-schema.ts';

/** Arguments that stand in so many modules are written once. */
const MANY = 3;

/** Schemas of modules' arguments in which what many of them have refers to a definition. */
export interface SharedArguments {
  readonly definitions: Readonly<Record<string, EditorSchema>>;
  readonly share: (args: EditorSchema) => EditorSchema;
}

/** What the arguments of modules have in common, such as how a cloud is reached. */
export function sharedArguments(all: readonly EditorSchema[]): SharedArguments {
  const counts = new Map<string, number>();
  for (const [name, schema] of all.flatMap(propertiesOf)) {
    const key = keyOf(name, schema);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const names = new Map<string, string>();
  const definitions: Record<string, EditorSchema> = {};
  for (const [name, schema] of all.flatMap(propertiesOf)) {
    const key = keyOf(name, schema);
    if ((counts.get(key) ?? 0) < MANY || names.has(key)) continue;
    const definition = freeName(`argument.${name}`, definitions);
    names.set(key, definition);
    definitions[definition] = schema;
  }
  const shared = (name: string, schema: EditorSchema): EditorSchema => {
    const definition = names.get(keyOf(name, schema));
    return definition === undefined ? schema : { $ref: `#/definitions/${definition}` };
  };
  return {
    definitions,
    share: (args) => ({
      ...args,
      properties: Object.fromEntries(
        propertiesOf(args).map(([name, schema]) => [name, shared(name, schema)] as const),
      ),
    }),
  };
}

function propertiesOf(args: EditorSchema): readonly (readonly [string, EditorSchema])[] {
  // Boundary: schemas of arguments are those of objects.
  return Object.entries((args['properties'] ?? {}) as Readonly<Record<string, EditorSchema>>);
}

function keyOf(name: string, schema: EditorSchema): string {
  return `${name} ${JSON.stringify(schema)}`;
}

/** Arguments of one name may differ from module to module. */
function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  for (let number = 2, free = name; ; number += 1) {
    if (!Object.hasOwn(taken, free)) return free;
    free = `${name}.${number}`;
  }
}
