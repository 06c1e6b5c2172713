import { didYouMean } from '../../schema/suggest.ts';
import type { VarsPrompt } from './ast.ts';
import { varsPromptKeywords } from './keyword-tables.ts';
import {
  entriesOf,
  isNothing,
  itemsOf,
  type ParseContext,
  type SourceEntry,
  type YamlNode,
} from './parse-context.ts';

const howToWrite = 'Write `- name: variable` with `prompt: What to ask` below it.';

/** `vars_prompt:`: what a person is asked before the play begins. */
export function parseVarsPrompts(context: ParseContext, node: YamlNode): readonly VarsPrompt[] {
  return itemsOf(context, node, 'vars_prompt', howToWrite).flatMap(
    (item) => parseVarsPrompt(context, item) ?? [],
  );
}

function parseVarsPrompt(context: ParseContext, node: YamlNode): VarsPrompt | undefined {
  const entries = entriesOf(context, node, 'An entry of vars_prompt', howToWrite);
  if (node.kind !== 'mapping') return undefined;
  for (const { name, key } of entries) reportKey(context, name, key);
  const text = (key: string): string | undefined => {
    const value = entries.find(({ name }) => name === key)?.value;
    return value?.kind === 'scalar' && !isNothing(value) ? value.text : undefined;
  };
  const name = text('name');
  if (name === undefined) {
    context.report('wrong-type', node, "Invalid vars_prompt data structure, missing 'name' key", howToWrite);
    return undefined;
  }
  const fallback = entries.find((entry) => entry.name === 'default')?.value;
  return {
    name,
    prompt: text('prompt') ?? `${name}:`,
    private: flag(context, entries, 'private', true),
    confirm: flag(context, entries, 'confirm', false),
    unsafe: flag(context, entries, 'unsafe', false),
    ...(fallback === undefined || isNothing(fallback)
      ? {}
      : { defaultValue: context.source.value(fallback) }),
    span: context.span(node),
  };
}

const encryption = ['encrypt', 'salt', 'salt_size'];

function reportKey(context: ParseContext, name: string, key: YamlNode): void {
  if (encryption.includes(name)) {
    context.report(
      'unknown-keyword',
      key,
      `drover does not encrypt what is prompted for, so that ${name} cannot be used.`,
      'Take it out, and use the filter `password_hash` where the value is needed.',
    );
  } else if (!varsPromptKeywords.includes(name)) {
    context.report(
      'unknown-keyword',
      key,
      `Invalid vars_prompt data structure, found unsupported key '${name}'`,
      didYouMean(name, varsPromptKeywords) || `It takes ${varsPromptKeywords.join(', ')}.`,
    );
  }
}

function flag(
  context: ParseContext,
  entries: readonly SourceEntry[],
  key: string,
  otherwise: boolean,
): boolean {
  const node = entries.find(({ name }) => name === key)?.value;
  if (node === undefined || isNothing(node)) return otherwise;
  const value = context.source.value(node);
  return typeof value === 'string' ? /^(?:yes|on|true|1|y|t)$/i.test(value) : value === true || value === 1;
}
