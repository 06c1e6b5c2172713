import { createRequire } from 'node:module';

/** Terraform's own grammar. Its types would bring those of browsers into all of the project. */
const { parse } = createRequire(import.meta.url)('@cdktf/hcl2json') as {
  readonly parse: (name: string, text: string) => Promise<Record<string, unknown>>;
};

export type Parsed = Record<string, unknown>;

/** A text as Terraform has it in the end: the parser leaves the signs doubled that would begin an expression. */
export function literal(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/([$%])\1\{/g, '$1{') : text;
}

/** The files of a configuration (a folder), put together as Terraform does it. */
export async function parseFolder(files: ReadonlyMap<string, string>): Promise<Parsed> {
  const whole: Parsed = {};
  for (const [path, text] of files) {
    if (!path.endsWith('.tf')) continue;
    for (const [type, blocks] of Object.entries(await parse(path, text))) merge(whole, type, blocks);
  }
  return whole;
}

export function parseFile(text: string): Promise<Parsed> {
  return parse('file.tf', text);
}

function merge(whole: Parsed, key: string, value: unknown): void {
  const before = whole[key];
  if (Array.isArray(before) && Array.isArray(value))
    whole[key] = [...(before as unknown[]), ...(value as unknown[])];
  else if (isMapping(before) && isMapping(value))
    for (const [name, one] of Object.entries(value)) merge(before, name, one);
  else whole[key] = value;
}

export function isMapping(value: unknown): value is Parsed {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Expressions in a parsed configuration. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isMapping(value) ? Object.values(value).flatMap(textsOf) : [];
}
