import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { OpenClient } from './client.ts';
import { unreachable } from './errors.ts';
import type { Jump, SshSettings } from './settings.ts';

/** A way to a machine that is not a socket of this one. */
export interface ProxyStream {
  readonly stream: Duplex;
  /** Calls when nothing comes through any more. */
  whenClosed(call: () => void): void;
  close(): Promise<void>;
}

/** Opens `ProxyJump` or `ProxyCommand`; undefined where the machine is reached directly. */
export async function openProxy(
  settings: SshSettings,
  signal: AbortSignal,
  open: Open,
): Promise<ProxyStream | undefined> {
  const { proxy } = settings;
  if (proxy === undefined) return undefined;
  return 'command' in proxy
    ? throughCommand(proxy.command, settings)
    : throughJumps(proxy.jumps, settings, signal, open);
}

type Open = (settings: SshSettings, signal: AbortSignal) => Promise<OpenClient>;
/**
 * Each jump host is logged in to with identities of its own, and those of the machine behind it; its key is checked like
 * any other.
 */
async function throughJumps(
  jumps: readonly Jump[],
  settings: SshSettings,
  signal: AbortSignal,
  open: Open,
): Promise<ProxyStream> {
  const last = jumps.at(-1);
  if (last === undefined) throw unreachable(settings, 'ProxyJump names no host.', 'Write user@host:port.');
  const jump = await open(jumpSettings(settings, last, jumps.slice(0, -1)), signal);
  try {
    const stream = await channelThrough({ jump, name: last.host }, settings, signal);
    return {
      stream,
      whenClosed: (call) => void jump.whenClosed(call),
      close: () => jump.close(),
    };
  } catch (error) {
    await jump.close();
    if (error instanceof DroverError) throw error;
    throw unreachable(
      settings,
      `the jump host ${last.host} cannot reach it: ${error instanceof Error ? error.message : String(error)}.`,
      'Check the address as the jump host sees it, and that its SSH server allows forwarding (AllowTcpForwarding).',
      error,
    );
  }
}

/** The jump host itself may try for minutes: neither the time limit nor the signal waits for it. */
function channelThrough(
  { jump, name }: { readonly jump: OpenClient; readonly name: string },
  settings: SshSettings,
  signal: AbortSignal,
): Promise<Duplex> {
  const { host, port, connectTimeoutMs } = settings;
  return new Promise((resolve, reject) => {
    let isGivenUp = false;
    const giveUp = (why: string, help: string): void => {
      isGivenUp = true;
      over();
      reject(unreachable(settings, why, help));
    };
    const stop = (): void => {
      giveUp('it was given up while a jump host looked for it.', 'Whoever wanted it was stopped: run again.');
    };
    const late = (): void => {
      giveUp(
        `Connection timed out: the jump host ${name} did not reach it within ${connectTimeoutMs / 1000} seconds.`,
        'Check that the machine is up, and that no firewall between the two swallows the connection; ansible_ssh_timeout gives it more seconds.',
      );
    };
    const timer = setTimeout(late, connectTimeoutMs);
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    signal.addEventListener('abort', stop, { once: true });
    jump.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      over();
      if (error !== undefined) reject(error);
      else if (isGivenUp) channel.destroy();
      else resolve(channel);
    });
    if (signal.aborted) stop();
  });
}

function jumpSettings(settings: SshSettings, jump: Jump, before: readonly Jump[]): SshSettings {
  // The password, the keys that were named and chosen algorithms are of the machine behind it.
  const { proxy: _proxy, algorithms: _algorithms, ...own } = settings;
  const { password: _password, agent: behind, ...identity } = settings.identity;
  const { alias: _alias, further: _further, ...hostKeys } = settings.hostKeys;
  const proxy = before.length > 0 ? { jumps: before } : jump.proxy;
  const { files = [], agent: _agent, ...stated } = jump.identity ?? {};
  const agent = jump.identity !== undefined && 'agent' in jump.identity ? jump.identity.agent : behind;
  return {
    ...own,
    host: jump.host,
    port: jump.port,
    user: jump.user ?? settings.user,
    identity: {
      ...identity,
      ...stated,
      ...(agent === undefined ? {} : { agent }),
      files: [...files, ...identity.files.filter(({ path }) => files.every((file) => file.path !== path))],
    },
    hostKeys: { ...hostKeys, ...jump.hostKeys, pins: [] },
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** `%h`, `%p` and `%r` are the machine, its port and the user; `%%` is a percent sign. */
function throughCommand(command: string, settings: SshSettings): ProxyStream {
  const { host, port, user } = settings;
  if (!/^[\w.:%@-]+$/.test(`${host}${user}`) || /^-/.test(host))
    throw unreachable(
      settings,
      'its address or user has characters that a ProxyCommand cannot be given.',
      'Use letters, digits, dots, colons and dashes.',
    );
  const values: Readonly<Record<string, string>> = { h: host, p: String(port), r: user, '%': '%' };
  const line = command.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole);
  const child = spawn('/bin/sh', ['-c', `exec ${line}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  // Whoever reads it is told by its end.
  stream.on('error', () => undefined);
  child.once('error', (error) => stream.destroy(error));
  child.once('exit', () => {
    // What it has written is read to its end first.
    if (child.stdout.readableEnded) stream.destroy();
  });
  return {
    stream,
    whenClosed: (call) => void child.once('exit', call),
    close: () => {
      stream.destroy();
      child.kill();
      return Promise.resolve();
    },
  };
}
