import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';

/** The run was told to end. */
export function interruption(detail: string): DroverError {
  return new DroverError('interrupted', {
    detail,
    help: 'Run the same playbook again to go on, or vpc_revert_traffic.yml to go back. The journal says what was done.',
  });
}
