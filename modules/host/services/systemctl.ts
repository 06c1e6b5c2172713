/** systemctl(1): its words for what is asked, and what it tells. */
import type { CommandOutcome, Connection, TaskContext } from '../../../engine/module.ts';
import { programsOf } from '../programs.ts';

export interface SystemctlOptions {
  readonly scope: 'system' | 'user' | 'global';
  readonly no_block: boolean;
  readonly force?: boolean;
}

export type Systemctl = (...words: readonly string[]) => Promise<CommandOutcome>;

/** systemctl as this user may call it: the manager of a user is found by XDG_RUNTIME_DIR. */
export async function systemctlFor(
  { scope, no_block: isAsync, force: isForced = false }: SystemctlOptions,
  connection: Connection,
  context: TaskContext,
): Promise<Systemctl> {
  const programs = programsOf(connection, context);
  const program = await programs.need('systemctl');
  const flags = [
    ...(scope === 'system' ? [] : [`--${scope}`]),
    ...(isAsync ? ['--no-block'] : []),
    ...(isForced ? ['--force'] : []),
  ];
  const script = ': "${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"; export XDG_RUNTIME_DIR; exec "$@"';
  return (...words) => programs.run(['/bin/sh', '-c', script, 'sh', program, ...flags, ...words]);
}

/** What `systemctl show` prints, by name. Values of Exec… in braces may go over several lines. */
export function parseShow(text: string): Readonly<Record<string, string>> {
  const parsed: Record<string, string> = {};
  let open: { readonly name: string; readonly lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined) {
      open.lines.push(line);
      if (!line.trimEnd().endsWith('}')) continue;
      parsed[open.name] = open.lines.join('\n').trim();
      open = undefined;
      continue;
    }
    const at = line.indexOf('=');
    if (at === -1) continue;
    const [name, value] = [line.slice(0, at), line.slice(at + 1)];
    if (name.startsWith('Exec') && value.trimStart().startsWith('{') && !value.trimEnd().endsWith('}'))
      open = { name, lines: [value] };
    else parsed[name] = value.trim();
  }
  return parsed;
}

/** States of `is-enabled` that tell that there is such a unit. */
const knownStates = new Set(
  'enabled enabled-runtime linked linked-runtime masked masked-runtime static indirect disabled generated transient'.split(
    ' ',
  ),
);

export interface UnitStatus {
  readonly isThere: boolean;
  /** What `show` tells of it; nothing where no manager answers. */
  readonly status: Readonly<Record<string, string>>;
  /** What keeps systemd from loading it. */
  readonly loadError?: string;
}

export async function unitStatus(unit: string, systemctl: Systemctl): Promise<UnitStatus> {
  const shown = await systemctl('show', unit);
  const isIgnored = [shown.stdout, shown.stderr].some(
    (text) => !text.includes('=') && /ignoring (?:request|command)/.test(text),
  );
  if (shown.rc === 0 && !isIgnored) {
    const status = parseShow(shown.stdout);
    const { LoadState: load, LoadError: error } = status;
    const isThere = load !== undefined && load !== 'not-found';
    const hasFailed = isThere && load !== 'masked' && error !== undefined;
    return { isThere, status, ...(hasFailed ? { loadError: error } : {}) };
  }
  if (shown.rc === 1 && shown.stderr.includes('Failed to parse bus message'))
    return unitWithoutBus(unit, parseShow(shown.stdout), systemctl);
  // In a chroot, and where systemd is not running, unit files can be looked at all the same.
  const state = (await systemctl('is-enabled', unit)).stdout.trim();
  const isListed = knownStates.has(state) || (await systemctl('list-unit-files', unit)).rc === 0;
  return { isThere: isListed, status: {} };
}

/** Some versions of systemd cannot show units of a template. */
async function unitWithoutBus(
  unit: string,
  status: Readonly<Record<string, string>>,
  systemctl: Systemctl,
): Promise<UnitStatus> {
  const at = unit.indexOf('@');
  const base = at === -1 ? unit : unit.slice(0, at + 1);
  const listed = await systemctl('list-unit-files', `${base}*`);
  const active = await systemctl('is-active', unit);
  return {
    isThere: listed.stdout.includes(base),
    status: { ...status, ActiveState: active.stdout.replace(/\n+$/, '') },
  };
}
