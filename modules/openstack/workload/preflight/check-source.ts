import { idOf, textOf } from '../../kind/wire.ts';
import { needsStop, type Check, type PreflightRequest } from './preflight-request.ts';
import { changedSince } from './changed-since.ts';

/** What has to be done with a server of a status before it can be migrated. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  PAUSED: 'Unpause it (openstack server unpause)',
  SUSPENDED: 'Resume it (openstack server resume)',
  RESCUE: 'Bring it out of rescue (openstack server unrescue)',
  VERIFY_RESIZE: 'Confirm or revert its resize (openstack server resize confirm)',
  SHELVED: 'Unshelve it (openstack server unshelve)',
  SHELVED_OFFLOADED: 'Unshelve it (openstack server unshelve)',
  SOFT_DELETED: 'Restore it (openstack server restore), or take its record out of the file',
  ERROR: 'Mend it (openstack server reboot --hard, or the administrators of the source have to)',
};

/** The server at the source: whether it may be stopped, nothing is being done with it, and it is what was exported. */
export const checkSource: Check = async (request) => {
  const { server, source } = request;
  const status = textOf(server, 'status') ?? '';
  const task = textOf(server, 'OS-EXT-STS:task_state');
  const where = source.session.label;
  if (task !== undefined) return { problems: [`It is busy at ${where} (${task}): wait until that is over.`] };
  const changed = await changes(request);
  if (status !== 'ACTIVE' && status !== 'SHUTOFF')
    return {
      problems: [
        ...changed,
        `It is ${status} at ${where}: ${WAYS_OUT[status] ?? 'Wait until that is over'}, since only servers that are ACTIVE or SHUTOFF are migrated.`,
      ],
    };
  return {
    problems: [...changed, ...(await whyNotStopped(request, status))],
    notes: running(request, status),
  };
};

async function changes({ record, server, source }: PreflightRequest): Promise<readonly string[]> {
  const differences = await changedSince(record, server, source);
  if (differences.length === 0) return [];
  return [
    `It has changed at ${source.session.label} since it was exported: ${differences.join('; ')}. Export the workloads again, which keeps what was edited.`,
  ];
}

async function whyNotStopped(request: PreflightRequest, status: string): Promise<readonly string[]> {
  const { params, mayStop, source, server } = request;
  if (!needsStop(request)) return [];
  const where = source.session.label;
  const { isAdmin } = await source.identity();
  const isHeld = server['locked'] === true && !isAdmin;
  const detaches = request.disks.moved.some(({ way }) => way.way === 'lend');
  if (isHeld && (status === 'ACTIVE' || detaches))
    return [
      `It is locked at ${where}, so that it can be neither stopped nor lend its volumes: unlock it (openstack server unlock ${idOf(server)}).`,
    ];
  if (status !== 'ACTIVE' || mayStop || params.warm) return [];
  return [
    `It runs at ${where}, and is to be off while its data are copied: stop it (openstack server stop ${idOf(server)}), or allow that with os_migrate_workload_stop_before_migration: true, or set warm: true in its _migration_params.`,
  ];
}

function running(request: PreflightRequest, status: string): readonly string[] {
  const staysUp = !needsStop(request) && !(request.mayStop && request.params.dataCopy);
  return status === 'ACTIVE' && staysUp
    ? ['It goes on running at the source: no data of it are copied.']
    : [];
}
