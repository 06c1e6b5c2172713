import { DroverError } from '../../diagnostics/drover-error.ts';
import { safeUrl } from '../safe-url.ts';
import type { Requirement } from './requirement.ts';
import { gitSource, isProblem } from './role-source.ts';
import { checkVersion } from './check-version.ts';

/** `git+https://host/hooks.git//site.yml,main`: a playbook in a repository. Throws `requirements-invalid`. */
export function playbookRequirement(text: string, by: string, folder: string): Requirement {
  const [address, version] = splitVersion(text.replace(/^git\+/, ''));
  const refuse = (detail: string, help: string): never => {
    throw new DroverError('requirements-invalid', { detail, help });
  };
  const source = gitSource(address);
  if (isProblem(source)) return refuse(source.detail, source.help);
  if (source.kind !== 'git' || source.path === '') {
    return refuse(
      `“${safeUrl(address)}” does not say which playbook of the repository is meant.`,
      'Write its path behind two slashes: git+https://host/hooks.git//site.yml,main.',
    );
  }
  checkVersion(version, source, refuse);
  return { kind: 'playbook', name: source.path, source, version, by, folder };
}

function splitVersion(text: string): readonly [string, string] {
  const comma = text.lastIndexOf(',');
  return comma === -1 ? [text, ''] : [text.slice(0, comma), text.slice(comma + 1)];
}
