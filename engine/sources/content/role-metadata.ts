import { collectDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { SourceFile } from '../../diagnostics/span.ts';
import type { YamlNode } from '../../text/yaml-node.ts';
import { readRequirements } from '../requirements/read-requirements.ts';
import type { RequirementFiles } from '../requirements/requirement-context.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { isProblem, roleSource } from '../requirements/role-source.ts';
import { roleKeys, specOfFields, specOfText, type RoleSpec } from '../requirements/role-spec.ts';
import { isRoleName } from '../requirements/split-source.ts';
import { checkVersion } from '../requirements/check-version.ts';
import { openYaml, type YamlFields } from '../requirements/yaml-fields.ts';
import { textIn, type Tree } from '../tree/tree.ts';

/** Files of a role that was fetched: what is on this machine is none of its business. */
const noFiles: RequirementFiles = { read: () => undefined, type: () => undefined, find: (path) => path };

/**
 * What a role needs besides itself: `dependencies` of meta/main.yml and meta/requirements.yml, in order. A dependency
 * without a dot in its name and without a source is a role of the same project, which nobody fetches; one of three parts
 * is a role of a collection. Throws what is wrong with the files.
 */
export function roleDependencies(tree: Tree, by: string): readonly Requirement[] {
  return [...fromMain(tree, by), ...fromRequirements(tree, by)];
}

function fromMain(tree: Tree, by: string): readonly Requirement[] {
  const file = sourceIn(tree, ['meta/main.yml', 'meta/main.yaml'], by);
  if (file === undefined) return [];
  const sink = collectDiagnostics();
  const yaml = openYaml(file, sink);
  const found = yaml === undefined ? [] : dependenciesIn(yaml, by, file);
  yaml?.finish();
  throwFirst(sink.diagnostics);
  return found;
}

function dependenciesIn(yaml: YamlFields, by: string, file: SourceFile): readonly Requirement[] {
  if (yaml.root.kind !== 'mapping') return [];
  const list = yaml.fields(yaml.root).find(({ name }) => name === 'dependencies')?.node;
  if (list === undefined || yaml.isNull(list)) return [];
  if (list.kind !== 'sequence') {
    throw new DroverError('requirements-invalid', {
      detail: `Expected role dependencies to be a list, in ${file.path}.`,
      help: 'Write `dependencies: []`, or each on a line of its own with a dash before it.',
      span: yaml.span(list),
    });
  }
  return list.items.flatMap((item) => dependency(item, yaml, by));
}

function dependency(item: YamlNode, yaml: YamlFields, by: string): readonly Requirement[] {
  const spec = specOf(item, yaml);
  const span = yaml.span(item);
  if (spec === undefined) {
    throw new DroverError('requirements-invalid', {
      detail: 'A dependency of a role is a name, or a mapping with `role:` or `src:`.',
      help: 'Write `- role: namespace.name`, or `- src: git+https://…` with `version:` below it.',
      span,
    });
  }
  const { name = '', src, scm } = spec;
  const isOwn = scm === undefined && !name.includes('.') && !(src ?? '').includes('.');
  if (isOwn || ((src === undefined || src === name) && /^\w+\.\w+\.\w+$/.test(name))) return [];
  const source = roleSource(spec, () => false);
  const complain = (detail: string, help: string): never => {
    throw new DroverError('requirements-invalid', { detail, help, span });
  };
  if (isProblem(source)) return complain(source.detail, source.help);
  if (!isRoleName(name)) return complain(`“${name}” can be no name of a role.`, 'Give it one with `name:`.');
  checkVersion(spec.version, source, complain);
  return [{ kind: 'role', name, source, version: spec.version, by, span, folder: '' }];
}

function specOf(item: YamlNode, yaml: YamlFields): RoleSpec | undefined {
  if (item.kind === 'scalar') {
    const text = yaml.text(item, 'A dependency');
    return text === undefined ? undefined : specOfText(text);
  }
  if (item.kind === 'sequence') return undefined;
  const texts: Partial<Record<string, string>> = {};
  for (const { name, node } of yaml.fields(item)) {
    const text = roleKeys.some((known) => known === name) ? yaml.text(node, name) : undefined;
    if (text !== undefined) texts[name] = text;
  }
  const spec = specOfFields(texts);
  return spec?.name === undefined && spec?.src === undefined ? undefined : spec;
}

function fromRequirements(tree: Tree, by: string): readonly Requirement[] {
  const file = sourceIn(tree, ['meta/requirements.yml', 'meta/requirements.yaml'], by);
  return file === undefined ? [] : requirementsIn(file, by);
}

/** A requirements file within content that was fetched. */
export function requirementsIn(file: SourceFile, by: string): readonly Requirement[] {
  const sink = collectDiagnostics();
  const found = readRequirements(file, { files: noFiles, sink, folder: '' });
  throwFirst(sink.diagnostics);
  return found.map((requirement) => ({ ...requirement, by }));
}

export function sourceIn(tree: Tree, paths: readonly string[], by: string): SourceFile | undefined {
  for (const path of paths) {
    const text = textIn(tree, path);
    if (text !== undefined) return { path: `${by}: ${path}`, text };
  }
  return undefined;
}

/** It stands in somebody else's file: the first problem is as good as all. */
function throwFirst(diagnostics: readonly Diagnostic[]): void {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new DroverError(error.code, error);
}
