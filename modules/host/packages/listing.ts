/** What package managers list of the packages that are installed, as facts; pure. */
import { parsePackages } from './dpkg.ts';

export interface PackageFact {
  readonly name: string;
  readonly version: string;
  readonly source: 'apt' | 'rpm' | 'apk' | 'pacman';
  readonly release?: string;
  readonly epoch?: number | null;
  readonly arch?: string;
  readonly category?: string;
  readonly provides?: readonly string[] | null;
}

/** `dpkg-query`. */
export function debianFacts(text: string): readonly PackageFact[] {
  return parsePackages(text)
    .filter(({ state }) => state === 'installed')
    .map(({ name, version, architecture, section }) => ({
      name,
      version,
      arch: architecture,
      category: section,
      source: 'apt',
    }));
}

/** The format that `rpmFacts` reads. */
export const rpmFormat = '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n';

export function rpmFacts(text: string): readonly PackageFact[] {
  return rows(text).map(([name = '', version = '', release = '', epoch = '', arch = '']) => ({
    name,
    version,
    release,
    epoch: epoch === '(none)' ? null : Number(epoch),
    // Keys have no architecture.
    ...(arch === '(none)' ? {} : { arch }),
    source: 'rpm',
  }));
}

/** `apk info -v`: name-version-release. */
export function apkFacts(text: string): readonly PackageFact[] {
  return text
    .split('\n')
    .map((line) => /^(.+)-([^-]+)-(r\d+)$/.exec(line.trim()))
    .flatMap((match) => {
      if (match === null) return [];
      const [, name = '', version = '', release = ''] = match;
      return [{ name, version, release, source: 'apk' as const }];
    });
}

/** `pacman -Qi`: fields with a colon, blocks with an empty line between them. */
export function pacmanFacts(text: string): readonly PackageFact[] {
  return text
    .split('\n\n')
    .map(
      (block) =>
        new Map(
          [...block.matchAll(/^(\S[^:\n]*?) +: (.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
        ),
    )
    .filter((fields) => fields.has('Name'))
    .map((fields) => {
      const provides = fields.get('Provides') ?? 'None';
      const names = provides.split(/\s+/).map((each) => each.split('=')[0] ?? '');
      return {
        name: fields.get('Name') ?? '',
        version: fields.get('Version') ?? '',
        arch: fields.get('Architecture') ?? '',
        provides: provides === 'None' ? null : names,
        source: 'pacman',
      };
    });
}

function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
