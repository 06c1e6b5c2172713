import type { PlayName, WrittenVariables } from '../../engine/module.ts';
import { didYouMean } from '../../engine/schema/suggest.ts';
import type { Hook, OnError, RunnerName, Selector } from './hook.types.ts';
import { isPhase, phaseNames, phases, usualHost, type Phase } from './phases.ts';
import { safeAddress } from './safe-address.ts';

/** Hooks, and in sentences what is wrong with those that could not be read. */
export interface ReadHooks {
  readonly hooks: readonly Hook[];
  readonly problems: readonly string[];
}

/** Seconds that a hook may take where it does not say. */
const USUAL_TIMEOUT = 3600;

/** Seconds that a new server may take until it can be reached. */
const USUAL_WAIT = 300;

/** What a key of a hook holds. `undefined` is no value of it: the message says what it has to be. */
type Read = (value: unknown) => unknown;

const text: Read = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
const flag: Read = (value) => (typeof value === 'boolean' ? value : undefined);
const among =
  (...names: readonly string[]): Read =>
  (value) =>
    names.find((name) => name === value);
const number =
  (least: number): Read =>
  (value) => {
    const found = typeof value === 'bigint' ? Number(value) : value;
    return typeof found === 'number' && Number.isInteger(found) && found >= least ? found : undefined;
  };

const keys: Readonly<Record<string, { readonly read: Read; readonly is: string }>> = {
  name: { read: text, is: 'a text' },
  role: { read: text, is: 'the name of a role' },
  playbook: { read: text, is: 'a path, or git+https://host/hooks.git//site.yml,main' },
  vars: { read: (value) => (value instanceof Map ? value : undefined), is: 'a dictionary' },
  host: { read: text, is: 'workload, localhost, or a host of the inventory' },
  workloads: { read: selectors, is: 'a list of names and {regex: …}' },
  when: { read: (value) => value ?? undefined, is: 'a condition' },
  runner: { read: among('native', 'ansible', 'container'), is: 'native, ansible or container' },
  image: { read: text, is: 'an image with its digest: registry.example/ansible@sha256:…' },
  timeout: { read: number(0), is: 'whole seconds; 0 for no limit' },
  wait: { read: number(0), is: 'whole seconds' },
  retries: { read: number(0), is: 'a whole number' },
  delay: { read: number(0), is: 'whole seconds' },
  on_error: { read: among('fail', 'continue', 'rollback'), is: 'fail, continue or rollback' },
  become: { read: flag, is: 'true or false' },
  become_user: { read: text, is: 'the name of a user' },
  gather_facts: { read: flag, is: 'true or false' },
};

/** Reads the variable `hooks`, or the hooks of a record. `where`: what messages call it. */
export function readHooks(written: unknown, where: string): ReadHooks {
  if (written === undefined || written === null) return { hooks: [], problems: [] };
  if (!(written instanceof Map))
    return {
      hooks: [],
      problems: [`${where} is no dictionary. It has lists of hooks by phase: ${phaseNames.join(', ')}.`],
    };
  const hooks: Hook[] = [];
  const problems: string[] = [];
  for (const [phase, list] of written as ReadonlyMap<unknown, unknown>) {
    if (!isPhase(phase)) {
      problems.push(`${where} has no phase ${String(phase)}.${hint(String(phase), phaseNames)}`);
      continue;
    }
    const entries: unknown = list ?? [];
    if (!Array.isArray(entries)) {
      problems.push(`${where}.${phase} is no list of hooks.`);
      continue;
    }
    entries.forEach((entry: unknown, index) => {
      const read = readHook(entry, phase, `${where}.${phase}[${index}]`);
      if ('problems' in read) problems.push(...read.problems);
      else hooks.push(read.hook);
    });
  }
  return { hooks, problems };
}

function readHook(
  entry: unknown,
  phase: Phase,
  place: string,
): { readonly hook: Hook } | { readonly problems: readonly string[] } {
  if (!(entry instanceof Map))
    return {
      problems: [
        `${place} is no hook: it is a dictionary with role or playbook${typeof entry === 'string' ? `, such as {role: ${entry}}` : ''}.`,
      ],
    };
  const problems: string[] = [];
  const found = new Map<string, unknown>();
  for (const [key, value] of entry as ReadonlyMap<unknown, unknown>) {
    const known = keys[String(key)];
    if (known === undefined) {
      problems.push(
        `${place} has the key ${String(key)}, which hooks do not have.${hint(String(key), Object.keys(keys))}`,
      );
      continue;
    }
    const read = known.read(value);
    if (read === undefined) problems.push(`${place}.${String(key)} has to be ${known.is}.`);
    else found.set(String(key), read);
  }
  const content = contentOf(found);
  if (content === undefined) problems.push(`${place} needs either role or playbook.`);
  const hook = content === undefined ? undefined : hookOf(found, content, phase, place);
  if (hook !== undefined) problems.push(...contradictions(hook, place), ...unread(hook, found, place));
  return hook === undefined || problems.length > 0 ? { problems } : { hook };
}

function contentOf(found: ReadonlyMap<string, unknown>): PlayName | undefined {
  const [role, playbook] = [found.get('role'), found.get('playbook')];
  if (typeof role === 'string' && playbook === undefined) return { role };
  return typeof playbook === 'string' && role === undefined ? { playbook } : undefined;
}

function hookOf(found: ReadonlyMap<string, unknown>, content: PlayName, phase: Phase, place: string): Hook {
  // Boundary: each value was read by the row of its key.
  const get = <T>(key: string, usual: T): T => (found.has(key) ? (found.get(key) as T) : usual);
  const user = get<string | undefined>('become_user', undefined);
  return {
    phase,
    place,
    label: get('name', 'role' in content ? content.role : safeAddress(content.playbook)),
    content,
    vars: get<WrittenVariables>('vars', new Map()),
    host: get<string>('host', usualHost(phase)),
    workloads: get<readonly Selector[] | undefined>('workloads', undefined),
    when: found.get('when'),
    runner: get<RunnerName>('runner', 'native'),
    image: get<string | undefined>('image', undefined),
    timeout: get('timeout', USUAL_TIMEOUT),
    wait: get('wait', USUAL_WAIT),
    retries: get('retries', 0),
    delay: get('delay', 5),
    onError: get<OnError>('on_error', 'fail'),
    become: get('become', user !== undefined) ? (user === undefined ? {} : { user }) : undefined,
    gatherFacts: get('gather_facts', true),
  };
}

function contradictions(
  { phase, host, onError, runner, image, workloads }: Hook,
  place: string,
): readonly string[] {
  const { about, server } = phases[phase];
  const problems: string[] = [];
  if (host === 'workload' && server === undefined)
    problems.push(
      about === 'plan'
        ? `${place} is about the whole plan, so host: workload names no server.`
        : `${place} runs while the server is off: say host: localhost, or a host of the inventory.`,
    );
  if (about === 'plan' && workloads !== undefined)
    problems.push(`${place} is about the whole plan: workloads chooses nothing there.`);
  if (onError === 'rollback' && (about === 'plan' || phase === 'on_failure'))
    problems.push(`${place} has nothing that could be rolled back: on_error is fail or continue there.`);
  if (runner === 'container' && !/@sha256:[0-9a-f]{64}$/.test(image ?? ''))
    problems.push(`${place} runs in a container: image has to be given by its digest (name@sha256:…).`);
  if (runner !== 'container' && image !== undefined)
    problems.push(`${place} has an image, which only runner: container takes.`);
  return problems;
}

/** Keys that say something of the play of a role; a playbook has plays of its own. */
const OF_ROLE = ['become', 'become_user', 'gather_facts'];

function unread({ content }: Hook, found: ReadonlyMap<string, unknown>, place: string): readonly string[] {
  if ('role' in content) return [];
  return OF_ROLE.filter((key) => found.has(key)).map(
    (key) => `${place}.${key} is for roles: say it in the plays of the playbook.`,
  );
}

function selectors(value: unknown): readonly Selector[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map((one: unknown): Selector | undefined => {
    if (typeof one === 'string') return one;
    const regex: unknown = one instanceof Map && one.size === 1 ? one.get('regex') : undefined;
    return typeof regex === 'string' && isPattern(regex) ? { regex } : undefined;
  });
  return found.some((one) => one === undefined) ? undefined : (found as readonly Selector[]);
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Whether a hook is for a workload, by its name. */
export function isFor({ workloads }: Hook, name: string): boolean {
  if (workloads === undefined) return true;
  return workloads.some((one) =>
    typeof one === 'string' ? one === name : new RegExp(one.regex, 'u').test(name),
  );
}

function hint(word: string, names: readonly string[]): string {
  const near = didYouMean(word, names);
  return near === '' ? '' : ` ${near}`;
}
