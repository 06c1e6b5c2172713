/** Addresses of IP as numbers. */

export type Version = 4 | 6;

export interface Address {
  readonly version: Version;
  readonly value: bigint;
}

export function bitsOf(version: Version): number {
  return version === 4 ? 32 : 128;
}

export function highest(version: Version): bigint {
  return (1n << BigInt(bitsOf(version))) - 1n;
}

/** An address as it is written; undefined for anything else. Numbers with leading zeros are refused, as by inet_pton. */
export function parseAddress(text: string): Address | undefined {
  const four = parseFour(text);
  if (four !== undefined) return { version: 4, value: four };
  const six = parseSix(text);
  return six === undefined ? undefined : { version: 6, value: six };
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split('.');
  const areRight = parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  if (parts.length !== 4 || !areRight) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail] = halves.map(words);
  if (head.includes(undefined) || tail?.includes(undefined) === true) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: Math.max(0, missing) }, () => 0n), ...(tail ?? [])];
  return all.reduce<bigint>((value, word) => value * 65536n + (word ?? 0n), 0n);
}

/** Words of 16 bits; an address of version 4 at the end counts as two. undefined stands for what is none. */
function words(text: string): (bigint | undefined)[] {
  if (text === '') return [];
  return text.split(':').flatMap((part, index, parts) => {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) return [BigInt(`0x${part}`)];
    const four = index === parts.length - 1 ? parseFour(part) : undefined;
    return four === undefined ? [undefined] : [four >> 16n, four & 0xffffn];
  });
}

export function formatAddress({ version, value }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const isMapped = value >> 32n === 0xffffn || (value >> 32n === 0n && value > 0xffffn);
  const shown = isMapped ? 6 : 8;
  const parts = Array.from({ length: shown }, (_, index) =>
    ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  const tail = isMapped ? `:${formatAddress({ version: 4, value: value & 0xffffffffn })}` : '';
  return compress(parts) + tail.slice(compress(parts).endsWith('::') ? 1 : 0);
}

/** The longest run of two or more zeros, the first of equal ones, left out. */
function compress(parts: readonly string[]): string {
  let [best, length] = [-1, 1];
  for (let start = 0; start < parts.length; start += 1) {
    let end = start;
    while (parts[end] === '0') end += 1;
    if (end - start > length) [best, length] = [start, end - start];
  }
  if (best === -1) return parts.join(':');
  return `${parts.slice(0, best).join(':')}::${parts.slice(best + length).join(':')}`;
}

/** IPv4 as `inet_aton` reads it: one to four parts in decimal, octal or hexadecimal, the last one filling the rest. */
export function parseClassic(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(part)))
    return undefined;
  const numbers = parts.map((part) => BigInt(/^0[0-7]+$/.test(part) ? `0o${part.slice(1)}` : part));
  const tail = numbers.at(-1) ?? 0n;
  const head = numbers.slice(0, -1);
  const room = BigInt(8 * (4 - head.length));
  if (head.some((part) => part > 255n) || tail >= 1n << room) return undefined;
  return { version: 4, value: (head.reduce((value, part) => value * 256n + part, 0n) << room) | tail };
}
