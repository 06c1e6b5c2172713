import { flavors } from '../../compute/collections.ts';
import { idOf, isBody } from '../../kind/wire.ts';
import { namesServers } from '../direct/from-servers.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

/**
 * Space that a flavor gives a server beside its disk is read by no API: what is on an ephemeral disk stays behind, so
 * that somebody has to say that it may. Swap has nothing that is worth it.
 */
export const checkLocalDisks: Check = async (request) => {
  const { params } = request;
  const size = await ephemeralSize(request);
  if (size === 0 || isRead(request)) return {};
  if (params.ephemeralDisks === 'blank')
    return {
      notes: [`What is on its ephemeral disk of ${size} GiB stays behind: it has an empty one there.`],
    };
  return {
    problems: [
      `It has an ephemeral disk of ${size} GiB, which only its hypervisor can read: what is on it would be lost. Bring what matters onto a volume, and set ephemeral_disks: blank in its _migration_params: it gets an empty one.`,
    ],
  };
};

/** Files of the hypervisor are read all; of NBD servers, one beside the disk that it boots from. */
function isRead({ params: { direct }, disks }: PreflightRequest): boolean {
  if (direct === undefined) return false;
  return (
    !namesServers(direct) || disks.moved.some(({ way, boot }) => way.way === 'nbd' && boot.bootIndex !== 0)
  );
}

/** GiB, as the flavor of the source says: within the server since 2.47, else by itself. */
export async function ephemeralSize({
  server,
  source,
}: Pick<PreflightRequest, 'server' | 'source'>): Promise<number> {
  const told = server['flavor'];
  if (!isBody(told)) return 0;
  if ('ephemeral' in told) return Number(told['ephemeral']) || 0;
  const flavor = (await source.load(flavors)).byId(idOf(told));
  return Number(flavor?.['OS-FLV-EXT-DATA:ephemeral'] ?? 0) || 0;
}
