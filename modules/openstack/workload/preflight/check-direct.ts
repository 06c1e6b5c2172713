import { flavors } from '../../compute/collections.ts';
import { textOf } from '../../kind/wire.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

/** Disks that are read directly: what stands against that, and what the destination adds to them. */
export const checkDirect: Check = async (request) => {
  const { direct } = request;
  if (direct === undefined) return {};
  return { problems: direct.problems, notes: direct.notes, warnings: await furtherDisks(request) };
};

/** Nova gives a server the ephemeral and swap disks of its flavor, whatever volumes it has, and names them before those. */
async function furtherDisks({ direct, wanted, destination }: PreflightRequest): Promise<readonly string[]> {
  if (direct?.disks.some(({ isRoot }) => !isRoot) !== true) return [];
  const flavor = (await destination.load(flavors)).byId(wanted.flavor_id ?? '') ?? {};
  const sizeOf = (key: string): number => Number(flavor[key] ?? 0) || 0;
  const [ephemeral, swap] = [sizeOf('OS-FLV-EXT-DATA:ephemeral'), sizeOf('swap')];
  const empty = [
    ...(ephemeral > 0 ? [`an empty ephemeral disk of ${ephemeral} GiB`] : []),
    ...(swap > 0 ? [`a swap disk of ${swap} MiB`] : []),
  ];
  if (empty.length === 0) return [];
  return [
    `What is on its ephemeral disks goes into volumes, and flavor "${textOf(flavor, 'name') ?? ''}" gives it ${empty.join(' and ')} besides, before them: the guest may call its disks otherwise. Name a flavor without in flavor_ref if that matters.`,
  ];
}
