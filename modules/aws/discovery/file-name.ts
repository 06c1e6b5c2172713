import type { TaskContext } from '../../../engine/module.ts';

/** What the discovery.yaml of a run is called: drover tells it as a variable when one is given with `-e @file`. */
export function discoveryFileOf(context: Pick<TaskContext, 'variable'>): string {
  const name = context.variable('aws_discovery_file');
  return typeof name === 'string' && name !== '' ? name : 'discovery.yaml';
}
