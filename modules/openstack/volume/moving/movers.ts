import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { hostsOf } from '../../conversion/hosts-of.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Arguments } from '../../kind/kind.ts';
import { isBody } from '../../kind/wire.ts';
import { writerFor, type Writer } from '../../kind/write.ts';
import { argumentsOfSource } from '../../source-arguments.ts';
import { settingsOf } from './arguments.ts';
import type { Movers } from './moving.types.ts';

/** What the run knows of the source that the arguments of an import lead to. */
export function sourceOf(args: Arguments, context: TaskContext): Promise<IndexOfCloud> {
  if (!isBody(args['source_auth']))
    throw new DroverError('openstack-config', {
      detail: 'Data are moved from the source, and the import is not told how to reach it.',
      help: 'Set os_migrate_src_auth to the credentials of the source, as for an export.',
    });
  return cloudOfTask(argumentsOfSource(args), context, 'source');
}

/** What moves data for one thing: `name` as in messages, `mark` its id at the source. */
export async function moversFor(
  { args, context, destination }: { args: Arguments; context: TaskContext; destination: Writer },
  { name, mark }: { readonly name: string; readonly mark: string },
): Promise<Movers> {
  const source = await sourceOf(args, context);
  return {
    source: writerFor({ index: source, journal: context.journal, name, source: mark }),
    destination,
    sourceHosts: await hostsOf('source', args, context),
    destinationHosts: await hostsOf('destination', args, context),
    settings: settingsOf(args),
    context,
    signal: context.stopping,
  };
}
