import { flavors } from '../../compute/collections.ts';
import { idOf, isBody } from '../../kind/wire.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

/**
 * Space that a flavor gives a server beside its disk is read by no API: what is on an ephemeral disk stays behind, so
 * that somebody has to say that it may. Swap has nothing that is worth it.
 */
export const checkLocalDisks: Check = async (request) => {
  const { params } = request;
  if (params.direct !== undefined) return {};
  const size = await ephemeralSize(request);
  if (size === 0) return {};
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

/** GiB, as the flavor of the source says: within the server since 2.47, else by itself. */
async function ephemeralSize({ server, source }: PreflightRequest): Promise<number> {
  const told = server['flavor'];
  if (!isBody(told)) return 0;
  if ('ephemeral' in told) return Number(told['ephemeral']) || 0;
  const flavor = (await source.load(flavors)).byId(idOf(told));
  return Number(flavor?.['OS-FLV-EXT-DATA:ephemeral'] ?? 0) || 0;
}
