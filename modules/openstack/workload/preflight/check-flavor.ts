import type { Body } from '../../api/session.types.ts';
import { flavors } from '../../compute/collections.ts';
import { images } from '../../image/collections.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

const GIB = 1024 ** 3;
const MIB_PER_GIB = 1024;

/** The flavor and the image at the destination: whether the image is ready, and the flavor has room for what it boots. */
export const checkFlavor: Check = async (request) => {
  const { wanted, destination } = request;
  const flavor = (await destination.load(flavors)).byId(wanted.flavor_id ?? '');
  const image = await bootImage(request);
  if (flavor === undefined) return { problems: imageProblems(image, request) };
  return {
    problems: [
      ...imageProblems(image, request),
      ...disabled(flavor),
      ...rootProblems(flavor, image, await destination.identity()),
      ...blankProblems(flavor, request),
    ],
    warnings: await lessThanBefore(flavor, request),
  };
};

/** The image that it boots from; null: there is none of that id. */
async function bootImage({ disks, destination }: PreflightRequest): Promise<Body | null | undefined> {
  const id = disks.given.flatMap(({ from, bootIndex }) =>
    bootIndex === 0 && 'image' in from ? [from.image] : [],
  )[0];
  if (id === undefined) return undefined;
  return (await destination.load(images)).byId(id) ?? null;
}

function imageProblems(image: Body | null | undefined, { destination }: PreflightRequest): readonly string[] {
  if (image === undefined) return [];
  const where = destination.session.label;
  if (image === null)
    return [
      `Its image is not at ${where}: import the images first, or set boot_disk_copy: true in its _migration_params.`,
    ];
  const status = textOf(image, 'status');
  if (status === undefined || status === 'active') return [];
  return [
    `Image "${nameOf(image)}" of ${where} is ${status}, so nothing can boot from it: bring its data (import_images).`,
  ];
}

function disabled(flavor: Body): readonly string[] {
  if (flavor['OS-FLV-DISABLED:disabled'] !== true) return [];
  return [`Flavor "${nameOf(flavor)}" is disabled: name another one in flavor_ref.`];
}

function rootProblems(
  flavor: Body,
  image: Body | null | undefined,
  { isAdmin }: { readonly isAdmin: boolean },
): readonly string[] {
  if (!isBody(image)) return [];
  const name = nameOf(flavor);
  const [disk, ram] = [numberIn(flavor, 'disk'), numberIn(flavor, 'ram')];
  const least = Math.max(numberIn(image, 'min_disk'), Math.ceil(numberIn(image, 'size') / GIB));
  const leastRam = numberIn(image, 'min_ram');
  return [
    ...(disk === 0 && !isAdmin
      ? [
          `Flavor "${name}" has no disk, so that only an administrator boots an image with it: set boot_disk_copy: true in its _migration_params, or name another flavor in flavor_ref.`,
        ]
      : []),
    ...(disk > 0 && least > disk
      ? [
          `Flavor "${name}" has a disk of ${disk} GiB, and image "${nameOf(image)}" needs ${least}: name a larger flavor in flavor_ref.`,
        ]
      : []),
    ...(ram > 0 && leastRam > ram
      ? [
          `Flavor "${name}" has ${ram} MiB of memory, and image "${nameOf(image)}" needs ${leastRam}: name a larger flavor in flavor_ref.`,
        ]
      : []),
  ];
}

/** Ephemeral and swap disks are made of what the flavor has of them. */
function blankProblems(flavor: Body, { disks }: PreflightRequest): readonly string[] {
  const sum = (kind: 'ephemeral' | 'swap'): number =>
    disks.given.reduce(
      (total, { from, size = 0 }) => total + ('blank' in from && from.blank === kind ? size : 0),
      0,
    );
  const have = {
    ephemeral: numberIn(flavor, 'OS-FLV-EXT-DATA:ephemeral'),
    swap: numberIn(flavor, 'swap') / MIB_PER_GIB,
  };
  return (['ephemeral', 'swap'] as const).flatMap((kind) =>
    sum(kind) > have[kind]
      ? [
          `It has ${sum(kind)} GiB of ${kind} disks, and flavor "${nameOf(flavor)}" has ${have[kind]}: name a flavor with more in flavor_ref.`,
        ]
      : [],
  );
}

/** A smaller flavor than at the source is meant, or a mistake. */
async function lessThanBefore(
  flavor: Body,
  { server, source }: PreflightRequest,
): Promise<readonly string[]> {
  const told = server['flavor'];
  if (!isBody(told)) return [];
  const before = 'vcpus' in told ? told : (await source.load(flavors)).byId(idOf(told));
  if (before === undefined) return [];
  const less = (['vcpus', 'ram'] as const).filter(
    (key) => numberIn(flavor, key) > 0 && numberIn(flavor, key) < numberIn(before, key),
  );
  if (less.length === 0) return [];
  const words = less.map((key) => `${numberIn(flavor, key)} ${UNITS[key]} and not ${numberIn(before, key)}`);
  return [`Its flavor "${nameOf(flavor)}" has less than at the source: ${words.join(', ')}.`];
}

const UNITS = { vcpus: 'processors', ram: 'MiB of memory' } as const;

function numberIn(body: Body, key: string): number {
  const value = Number(body[key] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

function nameOf(body: Body): string {
  return textOf(body, 'name') ?? idOf(body);
}
