/** The indexes of texts that stand further up already; what is no text is passed over. */
export function repeated(texts: readonly (string | undefined)[]): readonly number[] {
  return texts.flatMap((text, index) => (text !== undefined && texts.indexOf(text) < index ? [index] : []));
}

export function first(indexes: readonly number[]): number {
  return indexes[0] ?? 0;
}
