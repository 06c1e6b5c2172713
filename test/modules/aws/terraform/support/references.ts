import { isMapping, textsOf, type Parsed } from './parse.ts';

/** The names that a configuration declares, as expressions write them: `var.x`, `aws_subnet.y`, `module.z`, `aws.alias`. */
export function declaredIn(folder: Parsed): ReadonlySet<string> {
  const names = (key: string) => Object.keys(isMapping(folder[key]) ? folder[key] : {});
  const typed = (key: string, prefix: string) =>
    names(key).flatMap((type) =>
      Object.keys((folder[key] as Parsed)[type] as Parsed).map((name) => `${prefix}${type}.${name}`),
    );
  const locals = (Array.isArray(folder['locals']) ? (folder['locals'] as Parsed[]) : []).flatMap((one) =>
    Object.keys(one),
  );
  const providers = isMapping(folder['provider']) ? folder['provider'] : {};
  const aliases = Object.entries(providers).flatMap(([type, all]) =>
    (all as Parsed[]).flatMap(({ alias }) => (typeof alias === 'string' ? [`${type}.${alias}`] : [])),
  );
  return new Set([
    ...names('variable').map((name) => `var.${name}`),
    ...names('module').map((name) => `module.${name}`),
    ...locals.map((name) => `local.${name}`),
    ...typed('resource', ''),
    ...typed('data', 'data.'),
    ...aliases,
  ]);
}

/** The names that its expressions refer to. */
export function referredIn(folder: Parsed): ReadonlySet<string> {
  const expressions = textsOf(folder).flatMap((text) => interpolations(text));
  const found = expressions.flatMap((expression) => [
    ...expression
      .replace(/"(?:\\.|[^"\\$]|\$(?!\{))*"/g, '""')
      .matchAll(/(?<![\w.-])(data\.aws_\w+\.[\w-]+|(?:var|local|module|aws|aws_\w+|aviatrix_\w+)\.[\w-]+)/g),
  ]);
  return new Set(found.map(([, name]) => name ?? ''));
}

/** `${...}` in a text, with the braces within them. */
function interpolations(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 1)) {
    if (text[at - 1] === '$') continue;
    let depth = 0;
    let end = at + 1;
    do {
      if (text[end] === '{') depth++;
      if (text[end] === '}') depth--;
      end++;
    } while (depth > 0 && end < text.length);
    found.push(text.slice(at + 2, end - 1));
  }
  return found;
}
