import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import { changeHosts, readHosts } from './hosts-file.ts';

/**
 * Takes hosts whose server is gone out of the file, so that no migration counts on them; other files stay untouched. What
 * stands against that is told, and not thrown: the server is gone all the same.
 */
export async function forgetHost(
  path: string,
  server: string,
  context: Pick<TaskContext, 'controller' | 'pool' | 'warn'>,
): Promise<void> {
  try {
    const hosts = await readHosts(path, context.controller.files);
    if (!hosts.some(({ server_id: id }) => id === server)) return;
    await changeHosts(path, context, (all) => all.filter(({ server_id: id }) => id !== server));
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    context.warn(
      `Server ${server} is gone, and may still stand among the conversion hosts: ${error.message}`,
    );
  }
}
