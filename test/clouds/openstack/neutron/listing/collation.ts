/** A text as the usual database compares it: without regard to case, accents, and blanks at the end. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/ +$/, '');
}
