import type {
  Algorithms,
  AnyAuthMethod,
  AuthHandlerMiddleware,
  Client,
  ClientChannel,
  ConnectConfig,
  ExecOptions,
} from 'ssh2';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { usualAlgorithms } from './config/algorithms.ts';
import { connectError, unreachable, type Place } from './errors.ts';
import { hostKeyCheck, type HostKeyCheck } from './host-key-check.ts';
import { collectIdentities, type Attempt, type Identities } from './identities.ts';
import { openProxy, type ProxyStream } from './proxy.ts';
import type { SshSettings } from './settings.ts';
import { loadSsh2 } from './ssh2.ts';

/** A connection that stands. */
export interface OpenClient {
  readonly client: Client;
  /** Whether programs there may ask our agent: one with a doubtful key gets none, as OpenSSH does. */
  forwardsAgent(): boolean;
  /** What ended it, if something did. */
  failure(): Error | undefined;
  /** Calls when it is no more, at once if that is so already; the result takes the call back. */
  whenClosed(call: () => void): () => void;
  /** Ends it; programs that still run are left to the machine. */
  close(): Promise<void>;
}

/** How long a machine may take to say goodbye. */
const goodbyeMs = 1_000;

/**
 * Connects, checks the machine's key and logs in. Throws `host-unreachable`, with what was tried. When the signal is
 * aborted, it is given up.
 */
export async function openClient(settings: SshSettings, signal: AbortSignal): Promise<OpenClient> {
  const place: Place = settings;
  const check = hostKeyCheck(place, settings.hostKeys);
  const [ssh2, identities, proxy] = await Promise.all([
    loadSsh2(),
    collectIdentities(settings.user, settings.identity),
    openProxy(settings, signal, openClient),
  ]);
  const client = new ssh2.Client();
  const tried: string[] = [];
  const notTaken: string[] = [];
  const giveUp = (): void => {
    client.destroy();
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    signal.throwIfAborted();
    await connected(client, {
      host: settings.host,
      port: settings.port,
      username: settings.user,
      readyTimeout: settings.connectTimeoutMs,
      keepaliveInterval: settings.keepAliveMs,
      keepaliveCountMax: settings.keepAliveCount,
      algorithms: algorithmsOf(settings, check.types),
      hostVerifier: (key: Buffer, tell: (isGood: boolean) => void) => void check.accepts(key).then(tell),
      authHandler: attemptsOf({ settings, check, identities, tried, notTaken }),
      // Not forwarded to all channels: whether it may be is known when the machine has shown its key.
      ...(settings.forwardAgent && settings.identity.agent !== undefined
        ? { agent: settings.identity.agent }
        : {}),
      ...(settings.family === 4 ? { forceIPv4: true } : {}),
      ...(settings.family === 6 ? { forceIPv6: true } : {}),
      ...(proxy === undefined ? {} : { sock: proxy.stream }),
    });
  } catch (error) {
    client.destroy();
    await proxy?.close();
    throw whyNot({ settings, check, identities, tried, notTaken }, error);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  return opened(client, proxy, () => settings.forwardAgent && !check.isDoubtful);
}

function connected(client: Client, config: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    // One that is given up may tell of more than one error.
    client.on('error', reject);
    client.once('close', () => {
      reject(new Error('The connection was closed by the other side before anybody was logged in'));
    });
    client.connect(config);
    // Packets go in several small writes: waiting to gather them costs 40 ms a program.
    if (config.sock === undefined) client.setNoDelay(true);
  });
}

function opened(client: Client, proxy: ProxyStream | undefined, forwardsAgent: () => boolean): OpenClient {
  let failure: Error | undefined;
  let isClosed = false;
  const calls = new Set<() => void>();
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    void proxy?.close();
    for (const call of calls) call();
    calls.clear();
  };
  client.on('error', (error: Error) => {
    failure ??= error;
  });
  client.once('close', close);
  // The package does not always notice that the way through another machine has gone.
  proxy?.whenClosed(() => {
    client.destroy();
    close();
  });
  const whenClosed = (call: () => void): (() => void) => {
    if (isClosed) call();
    else calls.add(call);
    return () => void calls.delete(call);
  };
  return {
    client,
    forwardsAgent,
    failure: () => failure,
    whenClosed,
    close: async () => {
      const socket = socketOf(client);
      const timer = setTimeout(() => {
        client.destroy();
        // That does nothing once goodbye was said: a machine that is gone would keep the process for minutes.
        socket?.destroy();
        close();
      }, goodbyeMs);
      const closed = new Promise<void>((resolve) => void whenClosed(resolve));
      client.end();
      await closed;
      clearTimeout(timer);
    },
  };
}

/** What the package sends through; it has no other way to it. */
function socketOf(client: Client): { destroy(): unknown } | undefined {
  const { _sock: socket } = client as unknown as { readonly _sock?: { destroy(): unknown } };
  return socket;
}

function algorithmsOf({ algorithms = {}, compress }: SshSettings, known: readonly string[]): Algorithms {
  const hostKeys: readonly string[] = algorithms.serverHostKey ?? usualAlgorithms.serverHostKey;
  const chosen = {
    cipher: [...(algorithms.cipher ?? usualAlgorithms.cipher)],
    hmac: [...(algorithms.hmac ?? usualAlgorithms.hmac)],
    kex: [...(algorithms.kex ?? usualAlgorithms.kex)],
    serverHostKey: algorithms.keepsOrder === true ? [...hostKeys] : preferred(hostKeys, known),
    ...(compress ? { compress: ['zlib@openssh.com', 'none'] } : {}),
  };
  // All of them stand in a table of what the package has.
  return chosen as Algorithms;
}

/** The kinds of key that the machine is known by first: it answers with the first kind that it has. */
function preferred(all: readonly string[], types: readonly string[]): string[] {
  const isKnown = (name: string): boolean =>
    types.includes(name) || (name.startsWith('rsa-sha2-') && types.includes('ssh-rsa'));
  return [...all.filter(isKnown), ...all.filter((name) => !isKnown(name))];
}

/** One try to log in, with what becomes of it. */
interface Login {
  readonly settings: SshSettings;
  readonly check: HostKeyCheck;
  readonly identities: Identities;
  readonly tried: string[];
  readonly notTaken: string[];
}

/** The package takes false for "no more"; its types do not know that. */
type Next = (way: AnyAuthMethod | false) => void;

/** Tries each way that the machine still takes, one after the other; what it came to is noted by name. */
function attemptsOf(login: Login): AuthHandlerMiddleware {
  const { check, tried, notTaken } = login;
  const { user } = login.settings;
  const left: Attempt[] = [
    { method: { type: 'none', username: user }, name: 'none' },
    ...login.identities.attempts,
  ];
  return (methods: readonly string[] | null, _partial, answer) => {
    const next = answer as Next;
    for (let attempt = left.shift(); attempt !== undefined; attempt = left.shift()) {
      const { method, name } = attempt;
      const wire = method.type === 'agent' ? 'publickey' : method.type;
      const isPassword = wire === 'password' || wire === 'keyboard-interactive';
      if (check.isDoubtful && isPassword) continue;
      if (methods !== null && wire !== 'none' && !methods.includes(wire)) {
        notTaken.push(`${name}: the machine does not take it`);
        continue;
      }
      if (wire !== 'none') tried.push(name);
      next(method);
      return;
    }
    next(false);
  };
}

function whyNot({ settings, check, identities, tried, notTaken }: Login, thrown: unknown): DroverError {
  if (thrown instanceof DroverError) return thrown;
  if (check.refusal !== undefined) return check.refusal;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (!isLogin(error)) return connectError(settings, error, settings.connectTimeoutMs);
  const passedOver = [...identities.passedOver, ...notTaken];
  const notes = [
    tried.length > 0 ? `Tried: ${tried.join('; ')}.` : 'There was nothing to log in with.',
    passedOver.length > 0 ? `Not used: ${passedOver.join('; ')}.` : '',
    check.isDoubtful ? 'Its host key is not the known one: no password was sent.' : '',
  ];
  return unreachable(
    settings,
    ['Permission denied.', ...notes].filter((note) => note !== '').join(' '),
    `Name a key that ${settings.user} may log in with: --private-key, ansible_ssh_private_key_file, an agent (ssh-add), or ansible_password; ansible_user names another user.`,
    error,
  );
}

function isLogin(error: Error): boolean {
  return (
    ('level' in error && error.level === 'client-authentication') || /authentication/i.test(error.message)
  );
}

/** How a program has ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | undefined;
}

/** A channel that runs a command line. */
export interface OpenChannel {
  readonly channel: ClientChannel;
  /** Settled when the program has ended; never, where the connection is lost before. */
  readonly exit: Promise<Exit>;
}

/** Opens a channel that runs a command line. */
export function openChannel(
  { client, forwardsAgent }: Pick<OpenClient, 'client' | 'forwardsAgent'>,
  line: string,
): Promise<OpenChannel> {
  // The package's types do not know that a channel has a word in it, too.
  const options: ExecOptions & { readonly agentForward: boolean } = { agentForward: forwardsAgent() };
  return new Promise((resolve, reject) => {
    client.exec(line, options, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      // Its end may come in the same packet as its beginning: whoever listens later misses it.
      const exit = new Promise<Exit>((told) => {
        channel.once('exit', (code: number | null, signal?: string) => {
          told({ code, signal });
        });
      });
      resolve({ channel, exit });
    });
  });
}
