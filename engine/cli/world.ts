import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRegistry } from '../../modules/index.ts';
import type { Journal, StateLines } from '../module.ts';
import type { EventSink } from '../run/events.ts';
import { nodePorts } from '../run/node-ports.ts';
import type { SourceFiles } from '../language/files.ts';
import type { LockedFolders, PlaySources, RunWorld } from '../run/options.ts';
import { localConnection } from '../transport/local.ts';
import { packageFolder } from './package-folder.ts';

export interface WorldOptions {
  readonly files: SourceFiles;
  readonly sink: EventSink;
  readonly signal: AbortSignal;
  readonly journal: Journal & { readonly state: StateLines };
  /** What a lock of roles pins. */
  readonly locked?: LockedFolders | undefined;
  /** Content of hooks. */
  readonly plays?: PlaySources;
  readonly runId?: string;
}

/** The world as it is: this machine, its files and environment, and all modules of drover. */
export function openWorld({ files, sink, signal, journal, locked, plays, runId }: WorldOptions): RunWorld {
  return {
    registry: createRegistry(),
    files,
    ports: nodePorts(process.env),
    controller: localConnection(process.env),
    connect: async (target) => {
      const { connectHost } = await import('../transport/ssh/connect.ts');
      return connectHost(target);
    },
    environment: process.env,
    journal,
    state: journal.state,
    ...(locked === undefined ? {} : { locked }),
    ...(plays === undefined ? {} : { plays }),
    ...(runId === undefined ? {} : { runId }),
    packagedRoles: [join(packageFolder(), 'roles')],
    signal,
    sink,
    sleep: (ms, stop) => sleep(ms, undefined, { signal: stop }),
  };
}
