import { serverGroups } from '../../compute/collections.ts';
import { isPlanned } from '../../kind/planned-id.ts';
import { textOf } from '../../kind/wire.ts';
import type { Check } from './preflight-request.ts';

/** The server group: whether it is there, and what its policy asks of the cloud. */
export const checkGroup: Check = async ({ wanted, destination, found }) => {
  const id = wanted.server_group_id;
  if (typeof id !== 'string' || id === '' || found !== undefined) return {};
  const group = (await destination.load(serverGroups)).byId(id);
  const where = destination.session.label;
  if (group === undefined)
    return isPlanned(id)
      ? {}
      : {
          problems: [
            `${where} has no server group ${id}: import the server groups (import_server_groups) first, or clear server_group_ref.`,
          ],
        };
  const policy = textOf(group, 'policy') ?? '';
  const members = Array.isArray(group['members']) ? group['members'].length : 0;
  const name = textOf(group, 'name') ?? id;
  if (policy === 'anti-affinity' && members > 0)
    return {
      notes: [
        `Server group "${name}" of ${where} keeps its ${members} ${members === 1 ? 'server' : 'servers'} apart: another machine is needed for this one.`,
      ],
    };
  return {};
};
