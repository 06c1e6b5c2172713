/** What is done to a unit of systemd: read, planned and carried out for the modules systemd and service. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Change, Connection, ModuleResult, Plan, TaskContext } from '../../../engine/module.ts';
import { hasScript, isScriptEnabled } from './sysv-script.ts';
import { systemctlFor, unitStatus, type Systemctl, type SystemctlOptions } from './systemctl.ts';

export interface AskedUnit extends SystemctlOptions {
  readonly name?: string;
  readonly state?: 'reloaded' | 'restarted' | 'started' | 'stopped';
  readonly enabled?: boolean;
  readonly masked?: boolean;
  readonly daemon_reload: boolean;
  readonly daemon_reexec: boolean;
}

export interface UnitFacts {
  readonly isUnit: boolean;
  readonly isScript: boolean;
  readonly status: Readonly<Record<string, string>>;
  readonly loadError?: string;
  readonly isMasked: boolean;
  readonly isEnabled: boolean;
  /** No manager answers because this is a chroot, or systemd is told to be offline. */
  readonly isOffline: boolean;
  /** Units are read anew before anything is done: what is missing now may be there then. */
  readonly isReadAnew: boolean;
}

export interface UnitDetail {
  readonly asked: AskedUnit;
  readonly steps: readonly (readonly [verb: string, ...words: string[]])[];
  readonly isReadAnew: boolean;
}

export async function readUnit(
  asked: AskedUnit,
  connection: Connection,
  context: TaskContext,
): Promise<UnitFacts> {
  const systemctl = await systemctlFor(asked, connection, context);
  const isReadAnew = (asked.daemon_reload || asked.daemon_reexec) && !context.checkMode;
  const { name } = asked;
  if (name === undefined) return { ...noUnit, isReadAnew };
  const { isThere, status, loadError } = await unitStatus(name, systemctl);
  const isScript = await hasScript(name, connection);
  const isScriptOn =
    asked.enabled !== undefined && isScript && asked.scope === 'system'
      ? () => isScriptEnabled(name, connection, context)
      : () => Promise.resolve(false);
  return {
    isUnit: isThere,
    isScript,
    status,
    ...(loadError === undefined ? {} : { loadError }),
    isMasked: asked.masked !== undefined && (await systemctl('is-enabled', name)).stdout.trim() === 'masked',
    isEnabled: asked.enabled !== undefined && (await isUnitEnabled(name, systemctl, isScriptOn)),
    isOffline: 'ActiveState' in status ? false : await isSystemdOffline(connection, context),
    isReadAnew,
  };
}

const noUnit = {
  isUnit: false,
  isScript: false,
  status: {},
  isMasked: false,
  isEnabled: false,
  isOffline: false,
} as const;

async function isUnitEnabled(
  name: string,
  systemctl: Systemctl,
  isScriptOn: () => Promise<boolean>,
): Promise<boolean> {
  const { rc, stdout } = await systemctl('is-enabled', name, '-l');
  const words = stdout.trim();
  // A unit that another one or a name stands for is not enabled itself.
  if (rc === 0) return words !== 'indirect' && words !== 'alias';
  return rc === 1 && !words.endsWith('disabled') && isScriptOn();
}

async function isSystemdOffline({ files }: Connection, { environment }: TaskContext): Promise<boolean> {
  if (environment['SYSTEMD_OFFLINE'] === '1') return true;
  const [own, first] = await Promise.all([
    files.status('/'),
    files.status('/proc/1/root/.').catch(() => undefined),
  ]);
  return (
    own !== undefined && first !== undefined && (own.inode !== first.inode || own.device !== first.device)
  );
}

/** Pure: the words for systemctl that bring the unit to what is asked for. */
export function planUnit(asked: AskedUnit, facts: UnitFacts): Plan<UnitDetail> {
  const { name, masked, enabled, state } = asked;
  const { status, isReadAnew } = facts;
  const changes: Change[] = [];
  const steps: (readonly [string, ...string[]])[] = [];
  const result: Record<string, unknown> = { name: name ?? null, status };
  const warnings: string[] = [];
  if (name !== undefined) {
    seeLoadable(asked, facts);
    if (facts.isScript && !facts.isUnit)
      warnings.push(`The service (${name}) is actually an init script but the system is managed by systemd`);
  }
  if (masked !== undefined && masked !== facts.isMasked) {
    changes.push({ pointer: '/masked', before: facts.isMasked, after: masked });
    steps.push([masked ? 'mask' : 'unmask']);
  }
  if (enabled !== undefined) {
    if (enabled !== facts.isEnabled) {
      changes.push({ pointer: '/enabled', before: facts.isEnabled, after: enabled });
      steps.push([enabled ? 'enable' : 'disable']);
    }
    result['enabled'] = enabled;
  }
  if (state !== undefined) {
    const { verb, became } = verbFor(state, facts);
    if (verb !== undefined) {
      changes.push({ pointer: '/state', before: status['ActiveState'] ?? 'unknown', after: verb });
      steps.push([verb]);
    }
    result['state'] = became;
    if (!('ActiveState' in status) && facts.isOffline) warnings.push(offline);
  }
  return {
    action: steps.length === 0 ? 'unchanged' : 'update',
    subject: `unit ${name ?? 'of systemd'}`,
    reason: steps.length === 0 ? 'it is as asked for' : steps.map(([verb]) => verb).join(', '),
    changes,
    warnings,
    hasNotes: isReadAnew,
    result,
    detail: { asked, steps, isReadAnew },
  };
}

const offline =
  'Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system tools from working.';

function seeLoadable(asked: AskedUnit, { isUnit, isScript, loadError, isReadAnew }: UnitFacts): void {
  const { name = '' } = asked;
  if (isReadAnew) return;
  if (loadError !== undefined)
    throw new DroverError('module-failed', {
      detail: `Error loading unit file '${name}': ${loadError}`,
      help: 'Mend the unit file; systemd-analyze verify tells what is wrong with it.',
    });
  const isNeeded = asked.enabled !== undefined || asked.state !== undefined;
  if (isNeeded && !isUnit && !isScript)
    throw new DroverError('module-failed', {
      detail: `Could not find the requested service ${name}: host`,
      help: 'Install its package first; systemctl list-unit-files shows what is there.',
    });
}

function verbFor(
  state: NonNullable<AskedUnit['state']>,
  { status, isOffline, isReadAnew }: UnitFacts,
): { readonly verb: string | undefined; readonly became: string } {
  const active = status['ActiveState'];
  if (active === undefined) {
    if (isOffline || isReadAnew) return { verb: undefined, became: state };
    throw new DroverError('module-failed', {
      detail: 'Service is in unknown state',
      help: 'systemd does not run on this machine, or does not answer: see systemctl status.',
    });
  }
  const isRunning = active === 'active' || active === 'activating';
  if (state === 'started') return { verb: isRunning ? undefined : 'start', became: state };
  if (state === 'stopped')
    return { verb: isRunning || active === 'deactivating' ? 'stop' : undefined, became: state };
  return { verb: isRunning ? state.slice(0, -2) : 'start', became: 'started' };
}

/** Carries out what was planned; with a reload of systemd first, what there is then is looked at anew. */
export async function applyUnit(
  { detail, action }: Plan<UnitDetail>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const { asked, steps, isReadAnew } = detail;
  const systemctl = await systemctlFor(asked, connection, context);
  if (!isReadAnew) return takeSteps(asked, steps, systemctl, action !== 'unchanged');
  for (const verb of ['daemon-reload', 'daemon-reexec'] as const) {
    if (verb === 'daemon-reload' ? !asked.daemon_reload : !asked.daemon_reexec) continue;
    const { rc, stderr } = await systemctl(verb);
    if (rc !== 0)
      throw new DroverError('command-failed', {
        detail: `failure ${rc} during ${verb}: ${stderr}`,
        help: 'See systemctl status on the machine.',
      });
  }
  const facts = await readUnit(asked, connection, context);
  const plan = planUnit(asked, { ...facts, isReadAnew: false });
  for (const warning of plan.warnings ?? []) context.warn(warning);
  const result = await takeSteps(asked, plan.detail.steps, systemctl, plan.action !== 'unchanged');
  return { ...plan.result, ...result };
}

async function takeSteps(
  { name = '' }: AskedUnit,
  steps: UnitDetail['steps'],
  systemctl: Systemctl,
  changed: boolean,
): Promise<ModuleResult> {
  for (const [verb, ...words] of steps) {
    const { rc, stdout, stderr } = await systemctl(verb, ...words, name);
    if (rc === 0) continue;
    const isLink = verb === 'enable' || verb === 'disable';
    throw new DroverError('command-failed', {
      detail: `Unable to ${verb} service ${name}: ${isLink ? stdout + stderr : stderr}`,
      help: `systemctl status ${name} and journalctl -u ${name} on the machine tell more.`,
    });
  }
  return { changed };
}
