import { setTimeout as sleep } from 'node:timers/promises';
import { defineAction, type TaskContext } from '../../engine/module.ts';
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
        default: [],
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
    if (args.port !== undefined && args.path !== undefined)
      return ['port and path parameter can not both be passed to wait_for'];
    return args.state === 'drained' && args.port === undefined
      ? ['state=drained should only be used for checking a port in the wait_for module']
      : [];
  },
  run: async (args, context) => {
    const began = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - began) / 1000);
    if (args.delay > 0) await rest(args.delay, context);
    if (args.port === undefined && args.path === undefined) {
      await rest(args.timeout, context);
      return { changed: false, elapsed: elapsed(), state: args.state };
    }
    const isReached = look(args, context);
    for (;;) {
      if (await isReached())
        return {
          changed: false,
          elapsed: elapsed(),
          state: args.state,
          port: args.port ?? null,
          path: args.path ?? null,
          search_regex: args.search_regex ?? null,
        };
      context.signal.throwIfAborted();
      if (Date.now() - began >= args.timeout * 1000)
        return { failed: true, changed: false, elapsed: elapsed(), msg: args.msg ?? timeOver(args) };
      context.progress({ done: elapsed(), total: args.timeout, unit: 'seconds' });
      await rest(args.sleep, context);
    }
  },
});

interface Wanted {
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly state: string;
  readonly search_regex?: string;
  readonly connect_timeout: number;
  readonly exclude_hosts: readonly string[];
}

function rest(seconds: number, context: TaskContext): Promise<void> {
  return sleep(Math.max(0, seconds) * 1000, undefined, { signal: context.signal });
}

function look(wanted: Wanted, context: TaskContext): () => Promise<boolean> {
  const pattern = wanted.search_regex === undefined ? undefined : pythonPattern(wanted.search_regex, 'm');
  const isWantedThere = wanted.state === 'started' || wanted.state === 'present';
  if (wanted.path !== undefined) return () => lookAtFile(wanted.path ?? '', pattern, isWantedThere, context);
  const port = wanted.port ?? 0;
  if (wanted.state === 'drained')
    return async () => (await connectionsTo(port, wanted.exclude_hosts, context)) === 0;
  return async () => {
    const isOpen = await tryPort({
      host: wanted.host,
      port,
      timeoutMs: wanted.connect_timeout * 1000,
      pattern,
      signal: context.signal,
      connection: context.connection,
    });
    return isOpen === isWantedThere;
  };
}

async function lookAtFile(
  path: string,
  pattern: RegExp | undefined,
  isWantedThere: boolean,
  { connection }: TaskContext,
): Promise<boolean> {
  const status = await connection.files.status(path, { follow: true });
  if (!isWantedThere) return status === undefined;
  if (status === undefined) return false;
  return pattern === undefined || pattern.test(new TextDecoder().decode(await connection.files.read(path)));
}

/** Connections to a local port, from the kernel's tables (proc(5)); those that wait for nothing but a time count, too. */
async function connectionsTo(
  port: number,
  excluded: readonly string[],
  { connection }: TaskContext,
): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const active = new Set(['01', '02', '03', '04', '05', '06']);
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

function timeOver(wanted: Wanted): string {
  const what = wanted.path ?? `${wanted.host}:${wanted.port ?? 0}`;
  const search = wanted.search_regex === undefined ? '' : `search string ${wanted.search_regex} in `;
  const words: Readonly<Record<string, string>> = {
    absent: 'to be absent.',
    stopped: 'to stop.',
    drained: 'to drain',
  };
  return `Timeout when waiting for ${search}${what}${words[wanted.state] === undefined ? '' : ` ${words[wanted.state] ?? ''}`}`;
}
