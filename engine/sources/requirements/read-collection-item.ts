import { didYouMean } from '../../schema/suggest.ts';
import type { YamlNode } from '../../text/yaml-node.ts';
import { checkRange, checkVersion } from './check-version.ts';
import { collectionSource, collectionTypes, type CollectionSpec } from './collection-source.ts';
import { report, type RequirementContext } from './requirement-context.ts';
import type { Requirement } from './requirement.ts';
import { readVerify } from './read-verify.ts';
import { isProblem } from './role-source.ts';

const keys = ['name', 'version', 'type', 'source', 'signatures', 'verify'] as const;

/** One entry under `collections:`. */
export function readCollectionItem(item: YamlNode, context: RequirementContext): readonly Requirement[] {
  const spec = specOf(item, context);
  if (spec === undefined) return [];
  const { files, folder, by } = context;
  if (spec.type !== undefined && !collectionTypes.some((type) => type === spec.type)) {
    report(
      context,
      item,
      `There is no type “${spec.type}” of a collection.`,
      didYouMean(spec.type, collectionTypes) || `It is one of ${collectionTypes.join(', ')}.`,
    );
    return [];
  }
  const made = collectionSource(spec, (path) => files.type(files.find(path, folder)));
  if ('detail' in made) {
    report(context, item, made.detail, made.help);
    return [];
  }
  const say = (detail: string, help: string): void => {
    report(context, item, detail, help);
  };
  const isGood =
    made.source.kind === 'git' ? checkVersion(made.version, made.source, say) : checkRange(made.version, say);
  if (!isGood || isProblem(made.source)) return [];
  const fields = item.kind === 'mapping' ? context.yaml.fields(item) : [];
  const signers = readVerify(fields, made.source, context);
  if (signers === 'bad') return [];
  return [{ kind: 'collection', ...made, signers, by, folder, span: context.yaml.span(item) }];
}

function specOf(item: YamlNode, context: RequirementContext): CollectionSpec | undefined {
  const { yaml } = context;
  if (item.kind !== 'mapping') {
    const name = item.kind === 'scalar' ? yaml.text(item, 'A collection') : undefined;
    if (name !== undefined) return { name, version: '*', type: undefined, source: undefined };
    if (item.kind === 'sequence' || yaml.isNull(item))
      report(context, item, 'A collection is a text or a mapping.', 'Write `- name: namespace.collection`.');
    return undefined;
  }
  const fields = yaml.fields(item);
  for (const { name, key } of fields) {
    if (name === 'signatures') {
      context.sink.report('requirements-invalid', {
        detail: 'Signatures of collections are not checked by drover, so this one is not taken with them.',
        help: 'Take `signatures` out: the lock holds the SHA-256 of the archive, and every run checks it.',
        span: key,
      });
    } else if (!keys.some((known) => known === name)) {
      context.sink.report('requirements-invalid', {
        detail: `A collection has no key “${name}”; it is passed over.`,
        help: didYouMean(name, keys) || `It takes ${keys.join(', ')}.`,
        span: key,
        severity: 'warning',
      });
    }
  }
  const text = (name: Exclude<(typeof keys)[number], 'verify'>): string | undefined => {
    const field = fields.find((one) => one.name === name);
    return field === undefined ? undefined : yaml.text(field.node, name);
  };
  return { name: text('name'), version: text('version') ?? '*', type: text('type'), source: text('source') };
}
