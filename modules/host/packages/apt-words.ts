/** The words for apt-get(8); pure. */
import type { AskedApt } from './apt-arguments.ts';

/** What all calls have in common. */
function common(asked: AskedApt): readonly string[] {
  const dpkg = asked.dpkg_options
    .split(',')
    .filter((option) => option !== '')
    .flatMap((option) => ['-o', `Dpkg::Options::=--${option}`]);
  return ['-y', '-o', `DPkg::Lock::Timeout=${asked.lock_timeout}`, ...dpkg];
}

function allowances(asked: AskedApt): readonly string[] {
  const flags: readonly (readonly [boolean, string])[] = [
    [asked.force, '--force-yes'],
    [asked.fail_on_autoremove, '--no-remove'],
    [asked.autoremove, '--auto-remove'],
    [asked.only_upgrade, '--only-upgrade'],
    [asked.state === 'fixed', '--fix-broken'],
    [asked.allow_unauthenticated, '--allow-unauthenticated'],
    [asked.allow_downgrade, '--allow-downgrades'],
    [asked.allow_change_held_packages, '--allow-change-held-packages'],
  ];
  const recommends = asked.install_recommends;
  return [
    ...flags.filter(([isSet]) => isSet).map(([, flag]) => flag),
    ...(asked.default_release === undefined ? [] : ['-t', asked.default_release]),
    ...(recommends === undefined ? [] : ['-o', `APT::Install-Recommends=${recommends ? 'yes' : 'no'}`]),
  ];
}

export function installWords(asked: AskedApt, packages: readonly string[]): readonly string[] {
  const verb = asked.state === 'build-dep' ? 'build-dep' : 'install';
  return [...common(asked), ...allowances(asked), verb, ...packages];
}

export function removeWords(asked: AskedApt, packages: readonly string[]): readonly string[] {
  const flags: readonly (readonly [boolean, string])[] = [
    [asked.purge, '--purge'],
    [asked.force, '--force-yes'],
    [asked.autoremove, '--auto-remove'],
    [asked.allow_change_held_packages, '--allow-change-held-packages'],
  ];
  const set = flags.filter(([isSet]) => isSet).map(([, flag]) => flag);
  return [...common(asked), ...set, 'remove', ...packages];
}

export function upgradeWords(asked: AskedApt, kind: 'dist' | 'full' | 'safe' | 'yes'): readonly string[] {
  const verb = kind === 'dist' || kind === 'full' ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs'];
  return [...common(asked), ...allowances(asked), ...verb];
}

export function cleanupWords(asked: AskedApt, verb: 'autoremove' | 'autoclean'): readonly string[] {
  return [...common(asked), ...(asked.purge ? ['--purge'] : []), verb];
}

/** What a simulation says would be done: `Inst name [old] (new …)`, `Remv name [old]`, `Purg name [old]`. */
export interface Transaction {
  readonly installs: readonly { readonly name: string; readonly from?: string; readonly to: string }[];
  readonly removals: readonly { readonly name: string; readonly from?: string }[];
}

export function parseSimulation(text: string): Transaction {
  const installs = [...text.matchAll(/^Inst (\S+)(?: \[([^\]]*)\])? \((\S+)/gm)].map(
    ([, name = '', from, to = '']) => ({ name, to, ...(from === undefined ? {} : { from }) }),
  );
  const removals = [...text.matchAll(/^(?:Remv|Purg) (\S+)(?: \[([^\]]*)\])?/gm)].map(
    ([, name = '', from]) => ({ name, ...(from === undefined ? {} : { from }) }),
  );
  return { installs, removals };
}
