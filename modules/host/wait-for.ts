import { setTimeout as sleep } from 'node:timers/promises';
import { defineAction, type FileStatus, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { statusResult } from './attributes.ts';
import { pythonPattern } from './python-pattern.ts';
import { tryPort } from './try-port.ts';

export const waitFor = defineAction({
  name: 'host.wait_for',
  aliases: ['wait_for', 'ansible.builtin.wait_for', 'ansible.legacy.wait_for'],
  summary: 'Waits for a port, a file or a time.',
  args: {
    type: 'object',
    properties: {
      host: { type: 'string', description: 'The host whose port to wait for.', default: '127.0.0.1' },
      port: { type: 'integer', description: 'The port.' },
      path: { type: 'string', format: 'path', description: 'The file.' },
      state: {
        type: 'string',
        enum: ['absent', 'drained', 'present', 'started', 'stopped'],
        description: 'What to wait for.',
        default: 'started',
      },
      search_regex: { type: 'string', description: 'What the file or the connection must contain.' },
      timeout: { type: 'integer', description: 'Seconds to wait at most.', default: 300 },
      connect_timeout: { type: 'integer', description: 'Seconds that a connection may take.', default: 5 },
      delay: { type: 'integer', description: 'Seconds to wait before the first look.', default: 0 },
      sleep: { type: 'number', description: 'Seconds between looks.', default: 1 },
      msg: { type: 'string', description: 'The message when the time is over.' },
      exclude_hosts: {
        type: 'array',
        items: { type: 'string', description: 'A host.' },
        description: 'Hosts whose connections do not count for drained.',
      },
      active_connection_states: {
        type: 'array',
        items: { type: 'string', description: 'A TCP state.' },
        description: 'States that count as connected.',
        default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
      },
    },
  },
  examples: [
    {
      title: 'SSH answers',
      playbook:
        '- wait_for:\n    host: "{{ conversion_host.address }}"\n    port: 22\n    search_regex: OpenSSH\n    timeout: 600\n',
    },
  ],
  returns: {
    elapsed: { type: 'integer', description: 'Whole seconds that it waited.' },
    state: { type: 'string', description: 'What was waited for.' },
  },
  checkMode: 'skip',
  check: (args) => {
    const only = (state: string): string =>
      `state=${state} should only be used for checking a port in the wait_for module`;
    const unknown = args.active_connection_states.find((name) => connectionStates[name] === undefined);
    if (args.port !== undefined && args.path !== undefined)
      return ['port and path parameter can not both be passed to wait_for'];
    if (args.path !== undefined && args.state === 'stopped') return [only('stopped')];
    if (args.state === 'drained' && args.port === undefined) return [only('drained')];
    if (args.exclude_hosts !== undefined && args.state !== 'drained')
      return ['exclude_hosts should only be with state=drained'];
    return unknown === undefined ? [] : [`unknown active_connection_state (${unknown}) defined`];
  },
  run: async (args, context) => {
    const began = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - began) / 1000);
    if (args.delay > 0) await rest(args.delay, context);
    const isReached = args.port === undefined && args.path === undefined ? undefined : look(args, context);
    const found = (seen: Seen): ModuleResult => ({
      changed: false,
      elapsed: elapsed(),
      state: args.state,
      port: args.port ?? null,
      path: args.path ?? null,
      search_regex: args.search_regex ?? null,
      ...groupsOf(seen.match),
      ...(seen.status === undefined ? {} : statusResult(seen.status)),
    });
    if (isReached === undefined) {
      await rest(args.timeout, context);
      return found({});
    }
    for (;;) {
      const seen = await isReached(args.timeout - (Date.now() - began) / 1000);
      if (seen !== undefined) return found(seen);
      context.signal.throwIfAborted();
      const left = args.timeout - (Date.now() - began) / 1000;
      if (left <= 0)
        return { failed: true, changed: false, elapsed: elapsed(), msg: args.msg ?? timeOver(args) };
      context.progress({ done: elapsed(), total: args.timeout, unit: 'seconds' });
      await rest(Math.min(args.sleep, left), context);
    }
  },
});

/** What was seen when it was as wanted: a file's status, the match of the pattern. */
interface Seen {
  readonly status?: FileStatus;
  readonly match?: RegExpExecArray;
}

/** The groups of a match, as Python tells them. */
function groupsOf(match: RegExpExecArray | undefined): Record<string, unknown> {
  const [, ...groups] = match ?? [];
  return {
    match_groups: groups.map((group) => (group as string | undefined) ?? null),
    match_groupdict: Object.fromEntries(
      Object.entries(match?.groups ?? {}).map(([name, text]) => [name, (text as string | undefined) ?? null]),
    ),
  };
}

interface Wanted {
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly state: string;
  readonly search_regex?: string;
  readonly connect_timeout: number;
  readonly exclude_hosts?: readonly string[];
  readonly active_connection_states: readonly string[];
}

function rest(seconds: number, context: TaskContext): Promise<void> {
  return sleep(Math.max(0, seconds) * 1000, undefined, { signal: context.signal });
}

/** A look at what is waited for, with the seconds that are left for it. */
type Look = (secondsLeft: number) => Promise<Seen | undefined>;

function look(wanted: Wanted, context: TaskContext): Look {
  const pattern = wanted.search_regex === undefined ? undefined : pythonPattern(wanted.search_regex, 'm');
  const isWantedThere = wanted.state === 'started' || wanted.state === 'present';
  const { path, port = 0 } = wanted;
  if (path !== undefined) return () => lookAtFile(path, pattern, isWantedThere, context);
  if (wanted.state === 'drained')
    return async () => ((await connectionsTo(port, wanted, context)) === 0 ? {} : undefined);
  return async (secondsLeft) => {
    const answer = await tryPort({
      host: wanted.host,
      port,
      timeoutMs: Math.max(0.1, Math.min(wanted.connect_timeout, secondsLeft)) * 1000,
      pattern,
      signal: context.signal,
      connection: context.connection,
    });
    if (!isWantedThere) return answer === undefined ? {} : undefined;
    return answer;
  };
}

async function lookAtFile(
  path: string,
  pattern: RegExp | undefined,
  isWantedThere: boolean,
  { connection }: TaskContext,
): Promise<Seen | undefined> {
  const status = await connection.files.status(path, { follow: true });
  if (!isWantedThere) return status === undefined ? {} : undefined;
  if (status === undefined || pattern === undefined) return status && { status };
  // A folder, or a file that may not be read, is not what is waited for; it may become so.
  const text = await connection.files.read(path).catch(() => undefined);
  const match = text && pattern.exec(new TextDecoder().decode(text));
  return match ? { status, match } : undefined;
}

/** TCP states by the numbers that the kernel gives them. */
const connectionStates: Readonly<Record<string, string>> = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  SYN_RECV: '03',
  FIN_WAIT1: '04',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
};

/** Connections to a local port, from the kernel's tables (proc(5)); those that wait for nothing but a time count, too. */
async function connectionsTo(
  port: number,
  { exclude_hosts: excluded = [], active_connection_states: states }: Wanted,
  { connection }: TaskContext,
): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const active = new Set(states.map((state) => connectionStates[state]));
  let count = 0;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await connection.files.read(table).then(
      (data) => new TextDecoder().decode(data),
      () => '',
    );
    for (const line of text.split('\n').slice(1)) {
      const [, local = '', remote = '', state = ''] = line.trim().split(/\s+/);
      if (local.endsWith(`:${hex}`) && active.has(state) && !excluded.includes(dotted(remote))) count += 1;
    }
  }
  return count;
}

function dotted(remote: string): string {
  const hex = remote.split(':')[0] ?? '';
  return hex.length === 8
    ? (hex.match(/../g) ?? [])
        .reverse()
        .map((byte) => Number.parseInt(byte, 16))
        .join('.')
    : hex;
}

function timeOver({ path, host, port = 0, state, search_regex: pattern }: Wanted): string {
  const what = path ?? `${host}:${port}`;
  const words: Readonly<Record<string, string>> = {
    absent: `${what} to be absent.`,
    stopped: `${what} to stop.`,
    drained: `${what} to drain`,
  };
  const there =
    pattern !== undefined
      ? `search string ${pattern} in ${what}`
      : path === undefined
        ? what
        : `file ${path}`;
  return `Timeout when waiting for ${words[state] ?? there}`;
}
