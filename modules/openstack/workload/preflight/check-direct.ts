import { flavors } from '../../compute/collections.ts';
import { textOf } from '../../kind/wire.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

/** Disks that are read directly: what stands against that, and what the destination adds to them. */
export const checkDirect: Check = async (request) => {
  const { direct } = request;
  if (direct === undefined) return {};
  return { problems: direct.problems, notes: direct.notes, warnings: await furtherDisk(request) };
};

/** Nova gives a server the ephemeral disk of its flavor, whatever volumes it has. */
async function furtherDisk({ direct, wanted, destination }: PreflightRequest): Promise<readonly string[]> {
  if (direct?.disks.some(({ isRoot }) => !isRoot) !== true) return [];
  const flavor = (await destination.load(flavors)).byId(wanted.flavor_id ?? '') ?? {};
  const size = Number(flavor['OS-FLV-EXT-DATA:ephemeral'] ?? 0) || 0;
  if (size === 0) return [];
  return [
    `What is on its ephemeral disks goes into volumes, and flavor "${textOf(flavor, 'name') ?? ''}" gives it an empty ephemeral disk of ${size} GiB besides, before them: name a flavor without one in flavor_ref.`,
  ];
}
