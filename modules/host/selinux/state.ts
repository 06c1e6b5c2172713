import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

export type SelinuxState = 'enforcing' | 'permissive' | 'disabled';

/** What SELinux does on the machine now, as getenforce(8) tells it, or the kernel where that is not there. */
export async function selinuxState(programs: Programs, { files }: Connection): Promise<SelinuxState> {
  const program = await programs.find('getenforce');
  const told = program === undefined ? await kernelState(files) : (await programs.run([program])).stdout;
  const state = told.trim().toLowerCase();
  return state === 'enforcing' || state === 'permissive' ? state : 'disabled';
}

async function kernelState(files: Connection['files']): Promise<string> {
  const path = '/sys/fs/selinux/enforce';
  if ((await files.status(path)) === undefined) return 'disabled';
  return new TextDecoder().decode(await files.read(path)).trim() === '1' ? 'enforcing' : 'permissive';
}

/** Throws where SELinux is off, unless the task says that this does not matter. */
export async function needSelinux(
  isIgnored: boolean,
  programs: Programs,
  connection: Connection,
): Promise<void> {
  if (isIgnored || (await selinuxState(programs, connection)) !== 'disabled') return;
  throw new DroverError('module-failed', {
    detail: 'SELinux is disabled on this host.',
    help: 'Leave the task out where it is (when: ansible_selinux.status == "enabled"), or set ignore_selinux_state: true.',
  });
}
