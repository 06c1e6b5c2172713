import type { Located } from '../../diagnostics/span.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { Value } from '../expression/value.ts';
import type { SourceFiles } from '../files.ts';
import { joinPath } from '../files-path.ts';
import type { RoleReference } from '../playbook/ast.ts';
import {
  entriesOf,
  isNothing,
  openContext,
  type ParseContext,
  type ParseOptions,
  type SourceEntry,
} from '../playbook/parse-context.ts';
import { parseRoleReferences } from '../playbook/parse-role-reference.ts';
import { roleFile } from './role-files.ts';

/** What `meta/main.yml` says that matters to a run. */
export interface RoleMetadata {
  readonly dependencies: readonly RoleReference[];
  readonly allowDuplicates: boolean;
  /** `argument_specs`, by entry point. */
  readonly argumentSpecs: ReadonlyMap<string, Located<Value>>;
}

const known = [
  'allow_duplicates',
  'argument_specs',
  'collections',
  'dependencies',
  'galaxy_info',
  'standalone',
];
const nothing: RoleMetadata = { dependencies: [], allowDuplicates: false, argumentSpecs: new Map() };

/** Reads `meta/main.yml` and `meta/argument_specs.yml`, where they are. */
export function readMetadata(
  rolePath: string,
  options: ParseOptions & { readonly files: SourceFiles },
): RoleMetadata {
  const meta = readMain(rolePath, options);
  const specs = readSpecs(rolePath, options);
  return specs === undefined ? meta : { ...meta, argumentSpecs: specs };
}

function readMain(rolePath: string, options: ParseOptions & { readonly files: SourceFiles }): RoleMetadata {
  const opened = openMeta(joinPath(rolePath, 'meta'), 'main', options);
  if (opened === undefined) return nothing;
  const { context, entries } = opened;
  for (const { name, key } of entries) {
    if (known.includes(name)) continue;
    const help = didYouMean(name, known) || `It takes ${known.join(', ')}.`;
    context.report(
      'unknown-keyword',
      key,
      `'${name}' is not a valid attribute for a RoleMetadata`,
      help,
      'warning',
    );
  }
  const dependencies = entries.find(({ name }) => name === 'dependencies')?.value;
  const duplicates = entries.find(({ name }) => name === 'allow_duplicates')?.value;
  const specs = entries.find(({ name }) => name === 'argument_specs');
  const metadata: RoleMetadata = {
    dependencies:
      dependencies === undefined ? [] : parseRoleReferences(context, dependencies, 'dependencies'),
    allowDuplicates: duplicates !== undefined && isYes(context.source.value(duplicates)),
    argumentSpecs: specs === undefined ? new Map() : specsOf(context, specs),
  };
  context.finish();
  return metadata;
}

function readSpecs(
  rolePath: string,
  options: ParseOptions & { readonly files: SourceFiles },
): ReadonlyMap<string, Located<Value>> | undefined {
  const opened = openMeta(joinPath(rolePath, 'meta'), 'argument_specs', options);
  if (opened === undefined) return undefined;
  const entry = opened.entries.find(({ name }) => name === 'argument_specs');
  const specs = entry === undefined ? undefined : specsOf(opened.context, entry);
  opened.context.finish();
  return specs;
}

function openMeta(
  folder: string,
  name: string,
  options: ParseOptions & { readonly files: SourceFiles },
): { readonly context: ParseContext; readonly entries: readonly SourceEntry[] } | undefined {
  const path = roleFile(folder, name === 'main' ? undefined : name, options.files);
  const text = path === undefined ? undefined : options.files.read(path);
  if (path === undefined || text === undefined) return undefined;
  const context = openContext({ path, text }, options);
  if (context === undefined) return undefined;
  const { root } = context.source;
  const entries = isNothing(root)
    ? []
    : entriesOf(
        context,
        root,
        'The metadata of a role',
        'Write `dependencies:` and `galaxy_info:` at the left margin.',
      );
  return { context, entries };
}

function specsOf(context: ParseContext, entry: SourceEntry): ReadonlyMap<string, Located<Value>> {
  if (isNothing(entry.value)) return new Map();
  const entries = entriesOf(
    context,
    entry.value,
    'argument_specs',
    'Write the entry points of the role as keys: `main:` with `options:` below.',
  );
  return new Map(entries.map(({ name, value }) => [name, context.locate(value)]));
}

function isYes(value: Value): boolean {
  return value === true || (typeof value === 'string' && /^(?:yes|true|on|1|y|t)$/i.test(value));
}
