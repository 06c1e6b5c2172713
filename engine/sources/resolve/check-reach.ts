import { isAbsolute } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { sourceText, type Requirement, type Source } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';

/**
 * Refuses what content must not ask for: one from another machine has no business with files of this one, and a path
 * that starts nowhere means nothing in a role. Throws `source-refused`.
 */
export function checkReach(asking: Source, dependencies: readonly Requirement[]): void {
  for (const { source, by, span } of dependencies) {
    if (!isLocal(source)) continue;
    const text = sourceText(source);
    const isPlaced = /^file:\/\//i.test(text) || isAbsolute(text);
    if (isLocal(asking) && isPlaced) continue;
    throw new DroverError('source-refused', {
      detail: isLocal(asking)
        ? `The ${by} asks for ${text}: a path that starts nowhere.`
        : `The ${by} comes from ${safeUrl(sourceText(asking))}, but asks for ${text} on this machine.`,
      help: 'Name what it is to get in requirements.yml, under the same name: that decides.',
      span,
    });
  }
}

/** Whether a source is on this machine. */
export function isLocal(source: Source): boolean {
  switch (source.kind) {
    case 'git':
      return !/^(?:https?|ssh|git):\/\//i.test(source.url) && !/^(?![a-z]+:\/\/)[^/]+:/i.test(source.url);
    case 'archive':
      return !/^https?:\/\//i.test(source.location);
    case 'folder':
      return true;
    case 'galaxy':
      return false;
  }
}
