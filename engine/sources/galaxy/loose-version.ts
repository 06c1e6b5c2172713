/** Compares versions of roles, which follow no rule: numbers as numbers, words as words (Python's LooseVersion). */
export function compareLoosely(a: string, b: string): number {
  const [parts, others] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(parts.length, others.length); index += 1) {
    const [part, other] = [parts[index], others[index]];
    if (part === undefined || other === undefined) return part === undefined ? -1 : 1;
    if (part === other) continue;
    // Python cannot compare a number with a word; here the number is the newer one: 1.0 is newer than 1.rc.
    if (typeof part !== typeof other) return typeof part === 'number' ? 1 : -1;
    return part < other ? -1 : 1;
  }
  return 0;
}

function partsOf(text: string): readonly (number | string)[] {
  return (text.replace(/^v(?=\d)/, '').match(/\d+|[a-z]+/gi) ?? []).map((part) =>
    /^\d+$/.test(part) ? Number(part) : part,
  );
}
