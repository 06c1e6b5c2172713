import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection, ServerChannel, Session } from 'ssh2';
import { opens } from './keys.ts';
import { throttle } from './throttle.ts';

/** What a connection needs of its host. */
export interface Served {
  readonly user: string;
  /** Lines of public keys that let in. */
  readonly authorized: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  readonly note: (command: string) => void;
  readonly bytesPerSecond: () => number | undefined;
}

/** Lets the holder of an authorized key run commands and reach sockets. */
export function serve(connection: Connection, served: Served): void {
  connection.on('error', () => undefined);
  connection.on('authentication', (context) => {
    const isKnown =
      context.method === 'publickey' && context.username === served.user && opens(context, served.authorized);
    if (isKnown) context.accept();
    else context.reject(['publickey']);
  });
  connection.on('session', (accept) => {
    serveSession(accept(), served);
  });
  connection.on('openssh.streamlocal', (accept, reject, { socketPath }) => {
    join(createConnection(socketPath), accept, reject, served);
  });
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    join(createConnection(destPort, destIP), accept, reject, served);
  });
}

function serveSession(session: Session, served: Served): void {
  session.on('env', (accept: (() => void) | undefined) => {
    accept?.();
  });
  session.on('exec', (accept, _reject, { command }) => {
    served.note(command);
    run(accept(), command, served);
  });
  session.on('shell', (accept) => {
    run(accept(), 'exec /bin/sh', served);
  });
}

/** Runs a command. It loses its input and output with the connection, and lives on, as with other servers of SSH. */
function run(channel: ServerChannel, command: string, { environment, home }: Served): void {
  const child = spawn('/bin/sh', ['-c', command], { cwd: home, env: environment, detached: true });
  for (const stream of [channel, child.stdin, child.stdout, child.stderr])
    stream.on('error', () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on('close', () => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.on('error', () => {
    channel.exit(127);
    channel.end();
  });
  child.on('close', (code, signal) => {
    if (channel.destroyed) return;
    if (signal === null) channel.exit(code ?? 1);
    else channel.exit(signal.replace(/^SIG/, ''), false, '');
    channel.end();
  });
}

/** Connects a channel with a socket of this machine, once that is open. */
function join(
  socket: Duplex,
  accept: () => ServerChannel,
  reject: () => void,
  { bytesPerSecond }: Pick<Served, 'bytesPerSecond'>,
): void {
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    const channel = accept();
    for (const stream of [socket, channel]) stream.on('error', () => undefined);
    socket.pipe(throttle(bytesPerSecond)).pipe(channel);
    channel.pipe(socket);
    channel.on('close', () => socket.destroy());
    socket.on('close', () => {
      channel.end();
    });
  });
}
