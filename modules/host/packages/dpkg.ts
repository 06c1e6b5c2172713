/** dpkg-query(1): what is installed, and what that stands for. */
import type { Programs } from '../programs.ts';

export interface DebianPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** Installed, removed but for its configuration, or something between. */
  readonly state: 'installed' | 'configured' | 'other';
  readonly provides: readonly string[];
  readonly section: string;
}

export const dpkgFormat = [
  '${db:Status-Status}',
  '${Package}',
  '${Architecture}',
  '${Version}',
  '${Section}',
  '${Provides}\\n',
].join('\\t');

export async function debianPackages(programs: Programs): Promise<readonly DebianPackage[]> {
  const { stdout } = await programs.run(['dpkg-query', '-W', '-f', dpkgFormat]);
  return parsePackages(stdout);
}

export function parsePackages(text: string): readonly DebianPackage[] {
  const rows = text.split('\n').map((line) => line.split('\t'));
  return rows
    .filter((row) => row.length >= 5 && row[0] !== 'not-installed')
    .map(([status = '', name = '', architecture = '', version = '', section = '', provides = '']) => ({
      name,
      architecture,
      version,
      section,
      state: status === 'installed' ? 'installed' : status === 'config-files' ? 'configured' : 'other',
      // `mail-transport-agent, default-mta (= 1.2)`
      provides: provides.split(',').map((entry) => entry.trim().split(/[ (]/)[0] ?? ''),
    }));
}

/** What a task calls a package: `name`, `name:arch`, `name=version` or `name/release`, with globs in it. */
export interface PackageSpec {
  readonly text: string;
  readonly name: string;
  readonly architecture?: string;
  readonly version?: string;
  readonly release?: string;
}

/** Undefined where the text cannot be one. */
export function parseSpec(text: string): PackageSpec | undefined {
  const match = /^([^=/:]+)(?::([^=/]+))?(?:=([^=]+)|\/([^=]+))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, name = '', architecture, version, release] = match;
  return {
    text: text.trim(),
    name,
    ...(architecture === undefined ? {} : { architecture }),
    ...(version === undefined ? {} : { version }),
    ...(release === undefined ? {} : { release }),
  };
}

/** The packages that are there for a spec: of its name, or that provide it. */
export function packagesFor(
  { name, architecture, version }: PackageSpec,
  all: readonly DebianPackage[],
): readonly DebianPackage[] {
  const isName = globTest(name);
  const named = all.filter(
    (entry) =>
      isName(entry.name) &&
      (architecture === undefined || architecture === entry.architecture || entry.architecture === 'all'),
  );
  const installed = named.filter(({ state }) => state !== 'other');
  if (version !== undefined) return installed.filter((entry) => globTest(version)(entry.version));
  return installed.length > 0
    ? installed
    : all.filter(({ state, provides }) => state === 'installed' && provides.includes(name));
}

/** Whether a text matches a glob, whole. */
export function globTest(glob: string): (text: string) => boolean {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^(?:${source})$`, 's');
  return (text) => pattern.test(text);
}
