/**
 * Another drover, so to speak: a process that runs a program which ends with the connection, over a connection made by
 * the module and function it is told, and is killed by the test.
 */
import { localConnection } from '../../../engine/transport/local.ts';
import { machineSettings } from '../../../engine/transport/ssh/machine-settings.ts';
import { sshConnection } from '../../../engine/transport/ssh/ssh.ts';

interface Order {
  readonly port?: number;
  readonly user: string;
  readonly key?: string;
  readonly pin?: string;
  readonly becomes?: string;
  readonly line: string;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
await connection().execute(['/bin/sh', '-c', order.line], {
  endsWithConnection: true,
  onLine: (line) => process.stdout.write(`${line}\n`),
});

function connection() {
  const { port, user, key, pin, becomes } = order;
  if (port === undefined) return localConnection(process.env);
  const machine = sshConnection(
    machineSettings({
      host: '127.0.0.1',
      port,
      user,
      identity: { files: [{ path: key ?? '', isGiven: true }] },
      hostKeys: { pins: [pin ?? ''] },
    }),
  );
  return becomes === undefined ? machine : machine.become({ user: becomes, method: 'sudo' });
}
