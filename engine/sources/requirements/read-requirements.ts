import { dirname } from 'node:path';
import type { DiagnosticSink } from '../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../diagnostics/span.ts';
import { covered } from '../safe-url.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { YamlNode } from '../../text/yaml-node.ts';
import { readCollectionItem } from './read-collection-item.ts';
import { readRoleItem } from './read-role-item.ts';
import type { Requirement } from './requirement.ts';
import { report, type RequirementContext } from './requirement-context.ts';
import { openYaml } from './yaml-fields.ts';

/**
 * Reads a requirements.yml as `ansible-galaxy` does: a list of roles, or `roles:` and `collections:`. All that is
 * wrong is reported with its place; what can be used is given.
 */
export function readRequirements(
  file: SourceFile,
  given: Pick<RequirementContext, 'files' | 'sink' | 'folder'> & { readonly isIncluded?: boolean },
): readonly Requirement[] {
  // What is said of lines with a token in an address does not quote it.
  const options = { ...given, sink: coveringSink(given.sink) };
  const yaml = openYaml(file, options.sink);
  if (yaml === undefined) return [];
  const context: RequirementContext = {
    ...options,
    yaml,
    by: file.path,
    isIncluded: options.isIncluded ?? false,
    readIncluded: (path, text) =>
      readRequirements({ path, text }, { ...options, folder: dirname(path), isIncluded: true }),
  };
  const found = readRoot(context);
  yaml.finish();
  return found;
}

function coveringSink(sink: DiagnosticSink): DiagnosticSink {
  return {
    report: (code, parts) => {
      const help = parts.help === undefined ? {} : { help: covered(parts.help) };
      sink.report(code, { ...parts, detail: covered(parts.detail), ...help });
    },
  };
}

const keys = ['roles', 'collections'];

function readRoot(context: RequirementContext): readonly Requirement[] {
  const { yaml, by, isIncluded } = context;
  const { root } = yaml;
  if (yaml.isNull(root)) {
    report(
      context,
      root,
      `No requirements found in file '${by}'.`,
      'Write `roles:` and `collections:` with lists below.',
    );
    return [];
  }
  if (root.kind === 'sequence') return root.items.flatMap((item) => readRoleItem(item, context));
  if (root.kind === 'scalar' || isIncluded) {
    report(
      context,
      root,
      isIncluded
        ? 'What is included has to be a list of roles.'
        : 'Requirements are a list of roles, or a mapping.',
      isIncluded
        ? 'Take `roles:` out, and the list to the left margin.'
        : 'Write `roles:` and `collections:` with lists below.',
    );
    return [];
  }
  return yaml.fields(root).flatMap(({ name, key, node }) => {
    if (!keys.includes(name)) {
      const help = `${didYouMean(name, keys)} Playbooks of repositories are named in plans.`.trim();
      context.sink.report('requirements-invalid', {
        detail: `Expecting only 'roles' and/or 'collections' as base keys in the requirements file. Found: ${name}`,
        help,
        span: key,
      });
      return [];
    }
    return itemsOf(node, name, context).flatMap((item) =>
      name === 'roles' ? readRoleItem(item, context) : readCollectionItem(item, context),
    );
  });
}

function itemsOf(node: YamlNode, name: string, context: RequirementContext): readonly YamlNode[] {
  if (node.kind === 'sequence') return node.items;
  if (!context.yaml.isNull(node))
    report(
      context,
      node,
      `${name} has to be a list.`,
      'Write each entry on a line of its own, with a dash before it.',
    );
  return [];
}
