/** A server that takes a password alone, and runs what it is asked to: accounts of the machine are left as they are. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import ssh2 from 'ssh2';

export interface PasswordServer {
  readonly port: number;
  /** How often a password was shown to it. */
  passwordsSeen(): number;
  stop(): Promise<void>;
}

/** `way` is how it asks for the password. */
export async function startPasswordServer(
  hostKey: string,
  password: string,
  way: 'password' | 'keyboard-interactive',
): Promise<PasswordServer> {
  let seen = 0;
  const connections = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [readFileSync(hostKey)] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      const isRight = (given: string | undefined): void => {
        seen += 1;
        if (given === password) context.accept();
        else context.reject([way]);
      };
      if (context.method !== way) context.reject([way]);
      else if (context.method === 'password') isRight(context.password);
      else
        context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
          isRight(answers[0]);
        });
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        const child = spawn('/bin/sh', ['-c', command], { detached: true });
        channel.pipe(child.stdin);
        child.stdin.on('error', () => undefined);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('close', (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    passwordsSeen: () => seen,
    stop: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: ssh2.Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
