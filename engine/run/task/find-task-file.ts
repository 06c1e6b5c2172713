import { DroverError } from '../../diagnostics/drover-error.ts';
import { candidates, findFile, type FileFolder } from '../../plan/find-file.ts';
import type { TaskFrame } from './frame.ts';

/** A file (or folder) of the controller that a task names; throws, naming where it was looked for. */
export function findTaskFile(folder: FileFolder, name: string, frame: TaskFrame): string {
  const { context } = frame.task;
  const found = findFile(name, folder, context, frame.play.run.world.files, 'any');
  if (found !== undefined) return found;
  throw new DroverError('file-not-found', {
    detail: `Could not find or access '${name}'. Searched in:\n\t${candidates(name, folder, context).join('\n\t')} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
    help: 'Check the name. A relative one is looked for in the role, beside the task file, and beside the playbook.',
  });
}
