/**
 * The candidate that `word` was probably meant to be; undefined where none is near. Near is: the same but for case
 * and separators, or few slips of the pen (a letter too many, missing, wrong, or two swapped) for the word's length.
 * Of equally near ones the first is given.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = normal(word);
  let best: string | undefined;
  let bestDistance = allowedSlips(wanted) + 1;
  for (const candidate of candidates) {
    const other = normal(candidate);
    if (Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const distance = slips(wanted, other, bestDistance);
    if (distance < bestDistance && candidate !== word) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** “ Did you mean x?” for the end of a help text; empty where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = suggest(word, candidates);
  return near === undefined ? '' : `Did you mean ${near}?`;
}

function normal(word: string): string {
  return word.toLowerCase().replace(/[-\s]/g, '_');
}

/** One slip in words up to four letters, two up to eight, three beyond. */
function allowedSlips(word: string): number {
  if (word.length <= 2) return 0;
  if (word.length <= 4) return 1;
  return word.length <= 8 ? 2 : 3;
}

/** The Damerau-Levenshtein distance (swaps of neighbours count as one), or `limit` as soon as it is reached. */
function slips(a: string, b: string, limit: number): number {
  let twoBefore: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (before[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (before[column - 1] ?? limit) + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) cost = Math.min(cost, (twoBefore[column - 2] ?? limit) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    twoBefore = before;
    before = current;
  }
  return before[b.length] ?? limit;
}
