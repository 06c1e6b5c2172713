/** The words for dnf(8) and yum(8), and what a transaction that was asked about and declined tells; pure. */
import type { AskedDnf } from './dnf-arguments.ts';

export function dnfOptions(asked: AskedDnf): readonly string[] {
  const flags: readonly (readonly [boolean, string])[] = [
    [asked.update_cache, '--refresh'],
    [asked.allowerasing, '--allowerasing'],
    [asked.nobest, '--nobest'],
    [asked.skip_broken, '--skip-broken'],
    [asked.security, '--security'],
    [asked.bugfix, '--bugfix'],
    [asked.cacheonly, '--cacheonly'],
    [asked.download_only, '--downloadonly'],
    [asked.disable_gpg_check, '--nogpgcheck'],
    [!asked.sslverify, '--setopt=sslverify=0'],
    [!asked.install_weak_deps, '--setopt=install_weak_deps=0'],
    [asked.installroot !== '/', `--installroot=${asked.installroot}`],
  ];
  const values: readonly (readonly [string, string | undefined])[] = [
    ['--downloaddir', asked.download_dir],
    ['--disableexcludes', asked.disable_excludes],
    ['--config', asked.conf_file],
    ['--releasever', asked.releasever],
  ];
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['--disablerepo', asked.disablerepo],
    ['--enablerepo', asked.enablerepo],
    ['--exclude', asked.exclude],
    ['--disableplugin', asked.disable_plugin],
    ['--enableplugin', asked.enable_plugin],
  ];
  return [
    ...flags.filter(([isSet]) => isSet).map(([, flag]) => flag),
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
    ...lists.flatMap(([name, all]) => all.map((value) => `${name}=${value}`)),
  ];
}

export interface RpmTransaction {
  readonly installs: readonly { readonly name: string; readonly to: string }[];
  readonly downgrades: readonly string[];
  readonly removals: readonly { readonly name: string; readonly from: string }[];
}

/**
 * The table of a transaction: sections (`Installing:`, `Removing dependent packages:`) of rows with package,
 * architecture, version, repository, size. A long name has a line of its own.
 */
export function parseTransaction(text: string): RpmTransaction {
  const installs: { name: string; to: string }[] = [];
  const removals: { name: string; from: string }[] = [];
  const downgrades: string[] = [];
  let section = '';
  let open: readonly string[] = [];
  for (const line of text.split('\n')) {
    if (/^Transaction Summary/.test(line)) break;
    const title = /^(Installing|Upgrading|Updating|Downgrading|Reinstalling|Removing)\b.*:$/.exec(line)?.[1];
    if (title !== undefined || !line.startsWith(' ')) {
      section = title ?? (line.trim() === '' ? section : '');
      open = [];
      continue;
    }
    const words = [...open, ...line.trim().split(/\s+/)];
    open = words.length === 1 ? words : [];
    const [name, architecture, version] = words;
    if (section === '' || name === undefined || architecture === undefined || version === undefined) continue;
    // dnf5 tells below a package what it replaces.
    if (name === 'replacing') continue;
    const full = `${name}.${architecture}`;
    if (section === 'Removing') removals.push({ name: full, from: version });
    else installs.push({ name: full, to: version });
    if (section === 'Downgrading') downgrades.push(full);
  }
  return { installs, downgrades, removals };
}
