import type { Connection, TaskContext } from '../../../engine/module.ts';
import { textOf } from '../file-content.ts';
import { programsOf } from '../programs.ts';

export type ServiceManager = 'systemd' | 'openrc' | 'sysvinit';

/** Which of them starts the services of the machine: what runs as process 1, or what is installed to. */
export async function managerOf(connection: Connection, context: TaskContext): Promise<ServiceManager> {
  if (await isSystemdRunning(connection)) return 'systemd';
  const programs = programsOf(connection, context);
  if ((await programs.find('rc-service')) !== undefined) return 'openrc';
  // An image that is being changed from outside: systemd will run in it.
  const init = await connection.files.realPath('/sbin/init').catch(() => '');
  return init.endsWith('/systemd') ? 'systemd' : 'sysvinit';
}

export async function isSystemdRunning({ files }: Connection): Promise<boolean> {
  const first = textOf(await files.read('/proc/1/comm').catch(() => undefined));
  if (first.includes('systemd')) return true;
  return (await files.status('/run/systemd/system', { follow: true }))?.type === 'directory';
}
