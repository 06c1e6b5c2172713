import { didYouMean } from '../../schema/suggest.ts';
import type { YamlMapping, YamlNode } from '../../text/yaml-node.ts';
import { checkVersion } from './check-version.ts';
import { report, type RequirementContext } from './requirement-context.ts';
import type { Requirement } from './requirement.ts';
import { readVerify } from './read-verify.ts';
import { isProblem, roleSource } from './role-source.ts';
import { roleKeys, specOfFields, specOfText, type RoleSpec } from './role-spec.ts';
import { isRoleName } from './split-source.ts';
import type { Field } from './yaml-fields.ts';

/** One entry under `roles:`; an `include` gives all of another file. */
export function readRoleItem(item: YamlNode, context: RequirementContext): readonly Requirement[] {
  const { yaml } = context;
  if (item.kind === 'mapping') {
    const fields = yaml.fields(item);
    const include = fields.find(({ name }) => name === 'include');
    if (include !== undefined) return readInclude(include, context);
    warnOfUnknown(fields, context);
    return roleOf(item, specOf(item, fields, context), context, fields);
  }
  const text = item.kind === 'scalar' ? yaml.text(item, 'A role') : undefined;
  if (text === undefined) {
    if (item.kind === 'sequence' || yaml.isNull(item))
      report(
        context,
        item,
        'A role is a text or a mapping.',
        'Write `- src: …` with `version:` and `name:` below it.',
      );
    return [];
  }
  const spec = specOfText(text);
  if (spec === undefined)
    report(context, item, `Invalid role line (${text}).`, "The format is 'role_name[,version[,name]]'.");
  return roleOf(item, spec, context);
}

function specOf(
  item: YamlMapping,
  fields: readonly Field[],
  context: RequirementContext,
): RoleSpec | undefined {
  const texts: Partial<Record<string, string>> = {};
  for (const name of roleKeys) {
    const field = fields.find((one) => one.name === name);
    const text = field === undefined ? undefined : context.yaml.text(field.node, name);
    if (text !== undefined) texts[name] = text;
  }
  const spec = specOfFields(texts);
  if (spec === undefined)
    report(
      context,
      item,
      `Invalid old style role requirement: ${texts['role'] ?? ''}`,
      'Write `src:` and `version:` on lines of their own.',
    );
  return spec;
}

function roleOf(
  item: YamlNode,
  spec: RoleSpec | undefined,
  context: RequirementContext,
  fields: readonly Field[] = [],
): readonly Requirement[] {
  if (spec === undefined) return [];
  const { folder, by, files } = context;
  if (spec.name === undefined && spec.src === undefined) {
    report(
      context,
      item,
      'Must specify name or src for role',
      'Write `src:`, or `name:` for a role of Galaxy.',
    );
    return [];
  }
  const source = roleSource(spec, (path) => files.type(files.find(path, folder)) === 'file');
  if (isProblem(source)) {
    report(context, item, source.detail, source.help);
    return [];
  }
  const name = spec.name ?? '';
  if (!isRoleName(name)) {
    report(
      context,
      item,
      `“${name}” can be no name of a role.`,
      'Give it one with `name:`, of letters, digits, dots, dashes and underscores.',
    );
    return [];
  }
  if (
    !checkVersion(spec.version, source, (detail, help) => {
      report(context, item, detail, help);
    })
  )
    return [];
  const signers = readVerify(fields, source, context);
  if (signers === 'bad') return [];
  const span = context.yaml.span(item);
  return [{ kind: 'role', name, source, version: spec.version, signers, by, folder, span }];
}

/** Keys that are passed over, as `ansible-galaxy` does; `verify` is our own. */
function warnOfUnknown(fields: readonly Field[], context: RequirementContext): void {
  for (const { name, key } of fields) {
    if (name === 'verify' || roleKeys.some((known) => known === name)) continue;
    context.sink.report('requirements-invalid', {
      detail: `A role has no key “${name}”; it is passed over.`,
      help:
        didYouMean(name, [...roleKeys, 'verify', 'include']) ||
        `It takes ${roleKeys.join(', ')}, verify and include.`,
      span: key,
      severity: 'warning',
    });
  }
}

function readInclude({ node }: Field, context: RequirementContext): readonly Requirement[] {
  if (context.isIncluded) {
    report(
      context,
      node,
      'What is included cannot include another file.',
      'Include it in the requirements themselves.',
    );
    return [];
  }
  const written = context.yaml.text(node, 'include');
  if (written === undefined) return [];
  const path = context.files.find(written, context.folder);
  const text = context.files.type(path) === 'file' ? context.files.read(path) : undefined;
  if (text === undefined) {
    report(
      context,
      node,
      `Failed to find include requirements file '${written}' in '${context.by}'`,
      'Write its path from the folder of these requirements.',
    );
    return [];
  }
  return context.readIncluded(path, text);
}
