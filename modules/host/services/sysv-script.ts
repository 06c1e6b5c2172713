import type { Connection, TaskContext } from '../../../engine/module.ts';
import { programsOf } from '../programs.ts';

/** Whether there is an init script of this name, or at this path. */
export async function hasScript(name: string, { files }: Connection): Promise<boolean> {
  const path = name.startsWith('/') ? name : `/etc/init.d/${name}`;
  return (await files.status(path, { follow: true })) !== undefined;
}

/** Whether it is started in a runlevel, in any where none is given: there is a link to it then. */
export async function isScriptEnabled(
  name: string,
  connection: Connection,
  context: TaskContext,
  runlevel = '?',
): Promise<boolean> {
  const script =
    'd=/etc; [ -d /etc/rc0.d ] || d=/etc/init.d; for f in "$d"/rc$2.d/S??"$1"; do [ -e "$f" ] && exit 0; done; exit 1';
  const words = ['/bin/sh', '-c', script, 'sh', name, runlevel] as const;
  return (await programsOf(connection, context).run(words)).rc === 0;
}
