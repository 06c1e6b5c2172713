const LETTERS = Array.from({ length: 26 }, (_each, index) => String.fromCharCode(97 + index));

/** The first names of disks after the one that is booted from which no other disk has: `/dev/vdb`. */
export function freeDevices(count: number, root: string, others: readonly string[]): readonly string[] {
  const prefix = /^(\/dev\/(?:x?v|s|h)d)[a-z]+$/.exec(root)?.[1] ?? '/dev/vd';
  const used = new Set([root, `${prefix}a`, ...others].map(ending));
  return LETTERS.filter((letter) => !used.has(letter))
    .slice(0, count)
    .map((letter) => `${prefix}${letter}`);
}

/** `b` of `/dev/vdb`, on whatever bus. */
function ending(device: string): string {
  return /d([a-z]+)$/.exec(device)?.[1] ?? '';
}
