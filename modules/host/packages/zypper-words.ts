/** The words for zypper(8), and what its XML tells of packages. Pure. */
import type { AskedZypper } from './zypper-arguments.ts';

export interface Wanted {
  readonly sign: '+' | '-';
  readonly name: string;
  /** With what is in front of it: `>=1.0`. */
  readonly version: string;
}

/** The packages that are asked for; files and URLs apart. */
export function wantedOf(
  names: readonly string[],
  sign: '+' | '-',
): { readonly packages: readonly Wanted[]; readonly files: readonly string[] } {
  const files = names.filter((name) => name.includes('://') || name.endsWith('.rpm'));
  const others = names.filter((name) => name !== '' && !files.includes(name));
  const packages = others.map((text): Wanted => {
    const own = /^[-~+]/.exec(text)?.[0];
    const bare = own === undefined ? text : text.slice(1);
    const [, name = bare, version = ''] = /^(.*?)((?:<=|>=|<|>|=)[0-9.-]*)?$/.exec(bare) ?? [];
    return { sign: own === undefined ? sign : own === '+' ? '+' : '-', name, version };
  });
  return { packages, files };
}

type Command = 'search' | 'install' | 'update' | 'patch' | 'dist-upgrade' | 'remove' | 'refresh';

/** The words of a command, without the program and without packages. */
export function zypperWords(
  asked: AskedZypper,
  command: Command,
  { isTrial = false, oldPackage = asked.oldpackage } = {},
): readonly string[] {
  const isInstall = ['install', 'update', 'patch', 'dist-upgrade'].includes(command);
  const flag = (isSet: boolean, word: string): readonly string[] => (isSet ? [word] : []);
  const words = (text: string | undefined): readonly string[] =>
    (text ?? '').split(/\s+/).filter((word) => word !== '');
  return [
    ...['--quiet', '--non-interactive', '--xmlout'],
    ...words(asked.extra_args_precommand),
    ...flag((isInstall || command === 'refresh') && asked.disable_gpg_check, '--no-gpg-checks'),
    ...flag(command === 'search', '--disable-repositories'),
    command,
    ...(['patch', 'dist-upgrade', 'refresh'].includes(command) ? [] : ['--type', asked.type]),
    ...flag(isTrial && command !== 'search', '--dry-run'),
    ...(isInstall
      ? [
          '--auto-agree-with-licenses',
          ...flag(asked.disable_recommends, '--no-recommends'),
          ...flag(asked.force, '--force'),
          ...flag(asked.force_resolution, '--force-resolution'),
          ...flag(oldPackage, '--oldpackage'),
          ...flag(asked.replacefiles, '--replacefiles'),
        ]
      : []),
    ...flag(command === 'remove' && asked.clean_deps, '--clean-deps'),
    ...flag(command === 'dist-upgrade' && asked.allow_vendor_change, '--allow-vendor-change'),
    ...words(asked.extra_args),
  ];
}

export interface Solvable {
  readonly name: string;
  readonly version: string;
  readonly oldVersion: string;
  /** What is done with it: `to-install`, `to-upgrade`, `to-remove`. */
  readonly group: string;
}

/** The packages that an answer in XML tells of; undefined where it is none. */
export function parseSolvables(xml: string): readonly Solvable[] | undefined {
  if (!/<stream>[\s\S]*<\/stream>/.test(xml)) return undefined;
  const found: Solvable[] = [];
  let group = '';
  for (const [tag = '', name = '', attributes = ''] of xml.matchAll(
    /<([a-z-]+)((?:\s+[\w-]+=(?:"[^"]*"|'[^']*'))*)\s*\/?>/g,
  )) {
    const value = (key: string): string =>
      unescaped(new RegExp(`\\s${key}=(?:"([^"]*)"|'([^']*)')`).exec(attributes)?.[1] ?? '');
    if (name.startsWith('to-') || name === 'solvable-list') group = name;
    if (name === 'solvable' && tag !== '')
      found.push({ name: value('name'), version: value('edition'), oldVersion: value('edition-old'), group });
  }
  return found;
}

/** The last thing that an answer says to people. */
export function lastMessage(xml: string): string | undefined {
  const all = [...xml.matchAll(/<message[^>]*>([^<]*)<\/message>/g)];
  const text = all.at(-1)?.[1];
  return text === undefined ? undefined : unescaped(text);
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_all, name: string) => signs[name] ?? '');
}
