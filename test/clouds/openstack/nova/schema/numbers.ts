/** A number as a message shows it, and what it is compared as. */
export interface Numeral {
  readonly value: number;
  readonly text: string;
}

/** What Python's `int`, and else its `float`, makes of a value; nothing if it is no number. Fractions of a number go. */
export function numeralOf(value: unknown): Numeral | undefined {
  if (typeof value === 'boolean') return numeral(Number(value));
  if (typeof value === 'number') return Number.isFinite(value) ? numeral(Math.trunc(value)) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^[+-]?\d+(_\d+)*$/.test(text)) return numeral(Number(text.replace(/_/g, '')));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  return { value: Number(text), text: floatText(Number(text)) };
}

function numeral(value: number): Numeral {
  return { value, text: BigInt(value).toString() };
}

function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}
