import { DroverError } from '../../engine/diagnostics/drover-error.ts';

const bits: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };
const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

/**
 * The permission bits that a `mode` argument asks for: a number as it is, digits as octal, or symbolic changes
 * (`u=rw,go-w`, `a+X`) to what the file has. Source: chmod(1).
 */
export function wantedMode(
  mode: unknown,
  current: { readonly mode: number; readonly isDirectory: boolean },
): number {
  if (typeof mode === 'number' && Number.isInteger(mode) && mode >= 0 && mode <= 0o7777) return mode;
  if (typeof mode === 'string') {
    const text = mode.trim();
    if (/^(0o)?[0-7]{1,5}$/.test(text)) return Number.parseInt(text.replace(/^0o/, ''), 8);
    if (text === 'preserve') return current.mode;
    const result = text.split(',').reduce<number | undefined>((mode, part) => {
      return mode === undefined ? undefined : applySymbolic(part, mode, current.isDirectory);
    }, current.mode);
    if (result !== undefined) return result;
  }
  throw new DroverError('invalid-argument', {
    detail: `mode must be in octal or symbolic form, not ${JSON.stringify(mode)}`,
    help: "Write it in quotes: '0644' or 'u=rw,go=r'.",
  });
}

function applySymbolic(part: string, mode: number, isDirectory: boolean): number | undefined {
  const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(part.trim());
  if (match === null) return undefined;
  const who = match[1] === '' || match[1]?.includes('a') ? ['u', 'g', 'o'] : [...(match[1] ?? '')];
  let result = mode;
  for (const [, operator = '', permissions = ''] of (match[2] ?? '').matchAll(/([-+=])([rwxXst]*|[ugo])/g)) {
    for (const party of who) result = applyOne(result, party, operator, permissions, isDirectory);
  }
  return result;
}

function applyOne(
  mode: number,
  party: string,
  operator: string,
  permissions: string,
  isDirectory: boolean,
): number {
  const shift = shifts[party] ?? 0;
  const own = permissionBits(mode, permissions, isDirectory) << shift;
  const special = specialBits(party, permissions);
  if (operator === '+') return mode | own | special;
  if (operator === '-') return mode & ~(own | special);
  return (mode & ~(7 << shift) & ~(party === 'u' ? 0o4000 : party === 'g' ? 0o2000 : 0)) | own | special;
}

function permissionBits(mode: number, permissions: string, isDirectory: boolean): number {
  const copied = shifts[permissions];
  if (copied !== undefined) return (mode >> copied) & 7;
  return [...permissions].reduce((sum, letter) => {
    if (letter === 'X') return isDirectory || (mode & 0o111) !== 0 ? sum | 1 : sum;
    return sum | (bits[letter] ?? 0);
  }, 0);
}

function specialBits(party: string, permissions: string): number {
  const setId = permissions.includes('s') ? (party === 'u' ? 0o4000 : party === 'g' ? 0o2000 : 0) : 0;
  return setId | (permissions.includes('t') ? 0o1000 : 0);
}

/** `0644`. */
export function modeText(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
