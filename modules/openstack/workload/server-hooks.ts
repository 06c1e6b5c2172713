import type { TaskContext } from '../../../engine/module.ts';
import type { Workload } from '../../hooks/hook.types.ts';
import type { Phase } from '../../hooks/phases.ts';
import { workloadHooks } from '../../hooks/plan-hooks.ts';
import { planWorkloadsOf } from '../../hooks/plan-workloads.ts';
import type { HookFailure } from '../../hooks/run-hooks.ts';
import type { Body, Session } from '../api/session.types.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';
import { consoleReader, type ReachedServer } from './console-reader.ts';
import type { Migration } from './migration.types.ts';

/** What hooks of a phase are told of the server of the destination. */
export interface AtDestination {
  readonly server: Body;
  /** Its floating IPs. */
  readonly floating: readonly string[];
}

/** The hooks of one server's migration. */
export interface ServerHooks {
  /** What stands against them, before anything is touched. */
  problems(server: Body): Promise<readonly string[]>;
  /** Those of a phase, on the server as it is now. Throws `HookFailure`. */
  run(phase: Phase, server: Body, destination?: AtDestination): Promise<void>;
  /** Says what has become of the migration. */
  end(server: Body, status: 'migrated' | 'failed'): Promise<void>;
}

/** A failure whose hook asks for the migration to be taken back. */
export function asksForRollback(error: unknown): boolean {
  return error instanceof Error && 'onError' in error && (error as HookFailure).onError === 'rollback';
}

/** The sessions of both clouds. */
export interface BothClouds {
  readonly source: Session;
  readonly destination: Session;
}

export function serverHooks(record: ExportRecord, context: TaskContext, clouds: BothClouds): ServerHooks {
  const hooks = workloadHooks(record._migration_params['hooks'], context);
  const keysOf = consoleReader(clouds, context);
  const workload = (server: Body, destination?: AtDestination): Workload =>
    workloadOf(record, server, destination);
  return {
    problems: (server) => hooks.problems(workload(server)),
    async run(phase, server, destination) {
      const one = workload(server, destination);
      const wait = one.address === undefined ? undefined : hooks.waitOnServer(phase, one);
      const hostKeys = wait === undefined ? [] : await keysOf(reached(server, destination), wait);
      await hooks.run(phase, { ...one, hostKeys });
    },
    end: (server, status) => hooks.end(workload(server), status),
  };
}

function reached(server: Body, destination: AtDestination | undefined): ReachedServer {
  return destination === undefined
    ? { side: 'source', id: idOf(server), isNew: false }
    : { side: 'destination', id: idOf(destination.server), isNew: true };
}

/** Tells hooks of a server that nothing is done to: it is at the destination already, or stays where it is. */
export async function tellOfServer(
  record: ExportRecord,
  context: TaskContext,
  where: 'moved before' | 'stays',
): Promise<void> {
  const id = sourceIdOf(record);
  if (id === undefined) return;
  const plan = await planWorkloadsOf(context);
  if (where === 'stays') plan.leaveOut(id);
  else plan.isThere({ id, name: textOf(record.params, 'name') ?? id });
}

/** All hooks of a migration in check mode. On a server that is off or not there yet, none can run: that is told. */
export async function rehearseHooks({ hooks, server }: Pick<Migration, 'hooks' | 'server'>): Promise<void> {
  const phases = ['pre_migration', 'pre_stop', 'post_stop', 'post_create', 'post_migration'] as const;
  const nowhere = { server: { id: '' }, floating: [] };
  for (const phase of phases) {
    const isThere = phase === 'pre_migration' || phase === 'pre_stop';
    await hooks.run(phase, server, isThere ? undefined : nowhere);
  }
  await hooks.end(server, 'migrated');
}

function workloadOf(record: ExportRecord, server: Body, destination: AtDestination | undefined): Workload {
  // User data may hold passwords, and is of no use to hooks.
  const { user_data: _userData, ...params } = record.params;
  const status = textOf(server, 'status') ?? '';
  const own = addressesOf(server);
  const there =
    destination === undefined ? [] : [...destination.floating, ...addressesOf(destination.server)];
  return {
    id: idOf(server),
    name: textOf(record.params, 'name') ?? idOf(server),
    address: destination === undefined ? (status === 'ACTIVE' ? own[0] : undefined) : there[0],
    facts: {
      params,
      status,
      source_addresses: own,
      ...(destination === undefined
        ? {}
        : { destination_id: idOf(destination.server), destination_addresses: [...new Set(there)] }),
    },
    hostKeys: [],
    hooks: record._migration_params['hooks'],
  };
}

/** The addresses of a server as Nova tells them: floating IPs first, and IPv4 before IPv6. */
function addressesOf(server: Body): readonly string[] {
  const { addresses } = server;
  const all = isBody(addresses)
    ? Object.keys(addresses).flatMap((network) => bodiesAt(addresses, network))
    : [];
  return all.toSorted((one, other) => rank(one) - rank(other)).flatMap((one) => textOf(one, 'addr') ?? []);
}

function rank(address: Body): number {
  const isFloating = address['OS-EXT-IPS:type'] === 'floating';
  return (isFloating ? 0 : 2) + (address['version'] === 6 ? 1 : 0);
}
