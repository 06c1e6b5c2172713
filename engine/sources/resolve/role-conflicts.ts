import { DroverError } from '../../diagnostics/drover-error.ts';
import { placeOf, sourceText, type Requirement } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';
import { declaredOf } from './declared.ts';

/** What is to be done with a requirement of a name that another one has already. */
export type Meeting = 'same' | 'kept' | 'better';

/**
 * What a second requirement of one name means. The project's own requirements decide over those of roles, as with
 * `ansible-galaxy`; of two roles that ask for one, the one that names a version decides over one that does not.
 * Throws `source-conflict` with both places where neither gives way.
 */
export function meet(first: Requirement, second: Requirement, isOwn: (one: Requirement) => boolean): Meeting {
  const [a, b] = [declaredOf(first), declaredOf(second)];
  const isSameSource = a.type === b.type && a.src === b.src && a.path === b.path;
  if (isSameSource && a.version === b.version) return 'same';
  if (isSameSource && b.version === undefined && !isOwn(second)) return 'same';
  if (isOwn(first) && !isOwn(second)) return 'kept';
  if (isSameSource && a.version === undefined && !isOwn(first)) return 'better';
  throw new DroverError('source-conflict', {
    detail: `The role ${first.name ?? ''} is asked for twice: ${asked(first)}, and ${asked(second)}.`,
    help: isOwn(first)
      ? 'Take one of them out, or give one another name with `name:`.'
      : 'Name the one that is to be taken in requirements.yml: that decides.',
    span: second.span,
  });
}

/** `v1 of https://…, by requirements.yml:3:5`. */
export function asked(requirement: Requirement): string {
  const { source, version } = requirement;
  const place = placeOf(requirement);
  const from = safeUrl(sourceText(source));
  return `${version === '' ? 'the newest' : version} of ${from}, by ${place}`;
}
