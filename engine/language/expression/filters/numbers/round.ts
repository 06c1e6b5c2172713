/** Python's `round` of a float to a number of decimal places: exact, and to even where it is in the middle. */
export function roundFloat(value: number, places: number): number {
  if (!Number.isFinite(value) || places > 323) return value;
  if (places < -308) return 0 * value;
  const [numerator, denominator] = fraction(value);
  const scale = 10n ** BigInt(Math.abs(places));
  const [top, bottom] = places >= 0 ? [numerator * scale, denominator] : [numerator, denominator * scale];
  const rounded = divideToEven(top, bottom);
  const magnitude = Number(`${rounded}e${-places}`);
  return value < 0 || Object.is(value, -0) ? -magnitude : magnitude;
}

/** Python's `round` of an int: places are negative, or there is nothing to do. */
export function roundInteger(value: bigint, places: number): bigint {
  if (places >= 0) return value;
  const scale = 10n ** BigInt(-places);
  const rounded = divideToEven(value < 0n ? -value : value, scale) * scale;
  return value < 0n ? -rounded : rounded;
}

function divideToEven(top: bigint, bottom: bigint): bigint {
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  return twice > bottom || (twice === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** The magnitude of a finite number as a fraction. */
function fraction(value: number): [bigint, bigint] {
  let magnitude = Math.abs(value);
  let denominator = 1n;
  while (!Number.isInteger(magnitude)) {
    magnitude *= 2;
    denominator *= 2n;
  }
  return [BigInt(magnitude), denominator];
}
