import type { Located, Span } from '../../diagnostics/span.ts';
import type { Value } from '../expression/value.ts';
import type { SourceFiles } from '../files.ts';
import { joinPath } from '../files-path.ts';
import { readYaml } from '../files-yaml.ts';
import type { Node, RawVariables } from '../playbook/ast.ts';
import { parseTasks, type ParseOptions } from '../playbook/parse-playbook.ts';
import { parseVariablesFile } from '../variables/variables-file.ts';
import { findRole } from './find-role.ts';
import type { Role } from './role.ts';
import { roleFile, roleVariableFiles } from './role-files.ts';
import { readMetadata, type RoleMetadata } from './role-metadata.ts';
import { schemaToArgumentSpec } from './schema-to-argument-spec.ts';

export interface RoleRequest {
  readonly name: string;
  /** Where the role is called, for the message if it is missing. */
  readonly span?: Span | undefined;
  /** Folders that hold roles, in order: `playbook/roles`, configured ones, the playbook's folder, those of drover. */
  readonly searchPath: readonly string[];
  /** Collections to look in for a name without dots (`collections:`). */
  readonly collections?: readonly string[] | undefined;
  /** Folders that hold `ansible_collections`, beyond `collections` beside the playbook. */
  readonly collectionsPath?: readonly string[] | undefined;
  readonly tasksFrom?: string | undefined;
  readonly varsFrom?: string | undefined;
  readonly defaultsFrom?: string | undefined;
  readonly handlersFrom?: string | undefined;
}

export type RoleOptions = ParseOptions & { readonly files: SourceFiles };

/**
 * Finds and reads a role with all of its files. Undefined if it is missing (reported with where it was looked for); a
 * file that cannot be read is reported, and counts as empty.
 */
export function loadRole(request: RoleRequest, options: RoleOptions): Role | undefined {
  const found = findRole(request, options.files);
  if ('lookedFor' in found) {
    options.sink.report('unknown-role', {
      detail: `the role '${request.name}' was not found in ${found.lookedFor.join(':')}`,
      help:
        found.near === undefined
          ? 'Put the role into one of these folders, or name its folder with roles_path in ansible.cfg.'
          : `Did you mean ${found.near}?`,
      span: request.span,
    });
    return undefined;
  }
  const { path } = found;
  const metadata = readMetadata(path, options);
  const tasksFile = findAsked(path, 'tasks', request.tasksFrom, request, options);
  const handlersFile = findAsked(path, 'handlers', request.handlersFrom, request, options);
  const argumentSpec = argumentSpecOf(path, request.tasksFrom, metadata, options);
  return {
    name: found.name,
    path,
    defaults: readVariables(path, 'defaults', request.defaultsFrom, request, options),
    vars: readVariables(path, 'vars', request.varsFrom, request, options),
    tasks: readTasks(tasksFile, false, options),
    ...(tasksFile === undefined ? {} : { tasksFile }),
    handlers: readTasks(handlersFile, true, options),
    dependencies: metadata.dependencies,
    allowDuplicates: metadata.allowDuplicates,
    ...(argumentSpec === undefined ? {} : { argumentSpec }),
  };
}

type Folder = 'tasks' | 'handlers' | 'vars' | 'defaults';

function findAsked(
  path: string,
  folder: Folder,
  asked: string | undefined,
  request: RoleRequest,
  options: RoleOptions,
): string | undefined {
  const file = roleFile(joinPath(path, folder), asked, options.files);
  if (file === undefined && asked !== undefined) reportMissing(path, folder, asked, request, options);
  return file;
}

function reportMissing(
  path: string,
  folder: Folder,
  asked: string,
  request: RoleRequest,
  options: RoleOptions,
): void {
  const there = options.files.list(joinPath(path, folder));
  options.sink.report('file-not-found', {
    detail: `Could not find specified file in role: ${folder}/${asked} (of ${request.name}, in ${path})`,
    help:
      there.length === 0
        ? `The role has no folder ${folder} with files in it.`
        : `There ${there.length === 1 ? 'is' : 'are'} ${there.join(', ')}.`,
    span: request.span,
  });
}

function readTasks(path: string | undefined, handlers: boolean, options: RoleOptions): readonly Node[] {
  const text = path === undefined ? undefined : options.files.read(path);
  if (path === undefined || text === undefined) return [];
  return parseTasks({ path, text }, { ...options, handlers }) ?? [];
}

function readVariables(
  path: string,
  folder: 'vars' | 'defaults',
  asked: string | undefined,
  request: RoleRequest,
  options: RoleOptions,
): RawVariables {
  const found = roleVariableFiles(joinPath(path, folder), asked, options.files);
  if (found.length === 0 && asked !== undefined) reportMissing(path, folder, asked, request, options);
  const variables = new Map<string, Located<Value>>();
  for (const file of found) {
    const text = options.files.read(file) ?? '';
    for (const [name, value] of parseVariablesFile({ path: file, text }, options) ?? [])
      variables.set(name, value);
  }
  return variables;
}

/** The spec of the entry point: the tasks file without its extension. `args.schema.json` is that of `main`. */
function argumentSpecOf(
  path: string,
  tasksFrom: string | undefined,
  metadata: RoleMetadata,
  options: RoleOptions,
): Located<Value> | undefined {
  const entryPoint = (tasksFrom ?? 'main').replace(/\.(?:yml|yaml|json)$/, '');
  const spec = metadata.argumentSpecs.get(entryPoint);
  if (spec !== undefined || entryPoint !== 'main') return spec;
  const file = joinPath(path, 'args.schema.json');
  const text = options.files.read(file);
  const source = text === undefined ? undefined : readYaml({ path: file, text }, options);
  if (source === undefined) return undefined;
  const { value, span } = source.locate(source.root);
  source.finish();
  return { value: schemaToArgumentSpec(value), span };
}
