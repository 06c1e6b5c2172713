/** Services that are scripts: of OpenRC, and of System V. Read, planned and carried out for the module service. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type {
  Change,
  CommandOutcome,
  Connection,
  ModuleResult,
  Plan,
  TaskContext,
} from '../../../engine/module.ts';
import { programsOf, type Programs } from '../programs.ts';
import { isScriptEnabled } from './sysv-script.ts';

export interface AskedScript {
  readonly name: string;
  readonly state?: 'reloaded' | 'restarted' | 'started' | 'stopped';
  readonly enabled?: boolean;
  readonly pattern?: string;
  readonly sleep?: number;
  readonly runlevel: string;
  readonly arguments: string;
}

export interface ScriptFacts {
  readonly manager: 'openrc' | 'sysvinit';
  /** Undefined: its script does not tell. */
  readonly isRunning: boolean | undefined;
  readonly isEnabled: boolean;
}

export interface ScriptDetail {
  readonly steps: readonly Step[];
}

interface Step {
  readonly words: readonly [string, ...string[]];
  /** Seconds to wait before it. */
  readonly pause?: number;
  /** What comes after it tells whether all went well: a service that is down may refuse to be stopped. */
  readonly mayFail?: true;
}

export async function readScript(
  asked: AskedScript,
  manager: ScriptFacts['manager'],
  connection: Connection,
  context: TaskContext,
): Promise<ScriptFacts> {
  if (manager === 'sysvinit') await requireScript(asked.name, connection);
  const programs = programsOf(connection, context);
  const isRunning = asked.state === undefined ? undefined : await isUp(asked, manager, programs);
  if (asked.enabled === undefined) return { manager, isRunning, isEnabled: false };
  const isEnabled =
    manager === 'openrc'
      ? isInRunlevel(await programs.run(['rc-update', 'show', asked.runlevel]), asked.name)
      : await isScriptEnabled(asked.name, connection, context);
  return { manager, isRunning, isEnabled };
}

/** Without it, what asks for the status of the service would be told that it is stopped. */
async function requireScript(name: string, { files }: Connection): Promise<void> {
  if ((await files.status(`/etc/init.d/${name}`, { follow: true })) !== undefined) return;
  throw new DroverError('module-failed', {
    detail: `Could not find the requested service ${name}: `,
    help: `Install what brings ${name}, or correct the name: \`ls /etc/init.d\` lists the services there.`,
  });
}

async function isUp(
  { name, pattern }: AskedScript,
  manager: ScriptFacts['manager'],
  programs: Programs,
): Promise<boolean | undefined> {
  if (pattern !== undefined) {
    const { stdout } = await programs.run(['ps', '-A', '-o', 'args']);
    return stdout.split('\n').some((line) => line.includes(pattern));
  }
  const { rc } = await programs.run(
    manager === 'openrc' ? ['rc-service', name, 'status'] : ['service', name, 'status'],
  );
  // The Linux Standard Base: 1 to 3 is dead, in some way or other; OpenRC says 3 and, where it crashed, 32.
  if (rc === 0) return true;
  return rc <= 3 || rc === 32 ? false : undefined;
}

function isInRunlevel({ stdout }: CommandOutcome, name: string): boolean {
  return stdout.split('\n').some((line) => line.split('|')[0]?.trim() === name);
}

/** Pure: the commands that bring the service to what is asked for. */
export function planScript(asked: AskedScript, facts: ScriptFacts): Plan<ScriptDetail> {
  const { name, state, enabled } = asked;
  const changes: Change[] = [];
  const steps: Step[] = [];
  if (enabled !== undefined && enabled !== facts.isEnabled) {
    changes.push({ pointer: '/enabled', before: facts.isEnabled, after: enabled });
    steps.push(...enabling(asked, enabled, facts.manager));
  }
  const verb = state === undefined ? undefined : verbFor(asked, state, facts.isRunning);
  if (verb !== undefined) {
    changes.push({
      pointer: '/state',
      before: facts.isRunning === true ? 'started' : 'stopped',
      after: verb,
    });
    steps.push(...running(asked, verb, facts.manager));
  }
  const became = state === 'stopped' ? 'stopped' : 'started';
  return {
    action: changes.length === 0 ? 'unchanged' : 'update',
    subject: `service ${name}`,
    reason: changes.length === 0 ? 'it is as asked for' : 'it differs',
    changes,
    result: {
      name,
      ...(enabled === undefined ? {} : { enabled }),
      ...(state === undefined ? {} : { state: became }),
    },
    detail: { steps },
  };
}

function verbFor(
  { name }: AskedScript,
  state: NonNullable<AskedScript['state']>,
  isRunning: boolean | undefined,
): 'start' | 'stop' | 'restart' | 'reload' | undefined {
  if (isRunning === undefined)
    throw new DroverError('module-failed', {
      detail: 'failed determining service state, possible typo of service name?',
      help: `See what the script of ${name} says when it is asked for its status, or set pattern.`,
    });
  if (state === 'stopped') return isRunning ? 'stop' : undefined;
  if (state === 'restarted') return 'restart';
  if (!isRunning) return 'start';
  return state === 'reloaded' ? 'reload' : undefined;
}

function running(
  { name, arguments: more, sleep }: AskedScript,
  verb: string,
  manager: ScriptFacts['manager'],
): readonly Step[] {
  const call = (word: string): readonly [string, ...string[]] => {
    const extra = more.split(/\s+/).filter((each) => each !== '');
    return [manager === 'openrc' ? 'rc-service' : 'service', name, word, ...extra];
  };
  const isWhole = manager === 'openrc' && sleep === undefined;
  if (verb !== 'restart' || isWhole) return [{ words: call(verb) }];
  const pause = sleep === undefined ? {} : { pause: sleep };
  return [
    { words: call('stop'), mayFail: true },
    { words: call('start'), ...pause },
  ];
}

function enabling(
  { name, runlevel }: AskedScript,
  enabled: boolean,
  manager: ScriptFacts['manager'],
): readonly Step[] {
  if (manager === 'openrc') return [{ words: ['rc-update', enabled ? 'add' : 'delete', name, runlevel] }];
  // Debian's program, or that of those who have it not; a script is put into its runlevels first.
  const script = enabled
    ? 'if command -v update-rc.d >/dev/null; then update-rc.d "$1" defaults && update-rc.d "$1" enable; else chkconfig --add "$1" && chkconfig "$1" on; fi'
    : 'if command -v update-rc.d >/dev/null; then update-rc.d "$1" disable; else chkconfig "$1" off; fi';
  const path = 'PATH="$PATH:/sbin:/usr/sbin"; ';
  return [{ words: ['/bin/sh', '-c', `${path}${script}`, 'sh', name] }];
}

export async function applyScript(
  { detail }: Plan<ScriptDetail>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const programs = programsOf(connection, context);
  for (const { words, pause, mayFail = false } of detail.steps) {
    if (pause !== undefined) await programs.run(['sleep', String(pause)]);
    const { rc, stdout, stderr } = await programs.run(words);
    if (rc !== 0 && !mayFail)
      throw new DroverError('command-failed', {
        detail: stderr === '' ? stdout : stderr,
        help: `Run ${words.slice(-2).join(' ')} on the machine to see more.`,
      });
  }
  return { changed: true };
}
