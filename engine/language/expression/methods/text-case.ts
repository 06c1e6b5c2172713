/** Upper and lower case as Python has it. Source: the case methods of str in Python's library reference, chapter 3.13 of Unicode. */
const cased = /\p{Cased}/u;
const ignorable = /\p{Case_Ignorable}/u;

/** Letters that stand for two and have a form of their own for titles. */
const digraphs: Readonly<Record<string, string>> = { Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' };

function titleForm(character: string): string {
  const upper = character.toUpperCase();
  const digraph = digraphs[upper];
  if (digraph !== undefined) return digraph;
  const [first = '', ...rest] = [...upper];
  /* Of a letter that becomes several, only the first is big: ß, ﬁ. */
  return cased.test(first) && first !== 'ʼ' ? first + rest.join('').toLowerCase() : upper;
}

/** The small form of a letter; sigma has another one at the end of a word. */
function lowerForm(characters: readonly string[], index: number): string {
  const character = characters[index] ?? '';
  if (character !== 'Σ') return character.toLowerCase();
  const isLetterNext = (step: number): boolean => {
    let at = index + step;
    while (ignorable.test(characters[at] ?? '')) at += step;
    return cased.test(characters[at] ?? '');
  };
  return isLetterNext(-1) && !isLetterNext(1) ? 'ς' : 'σ';
}

/** Each run of letters begins with a capital, and goes on small. */
export function titleCase(text: string): string {
  const characters = [...text];
  return characters
    .map((character, index) =>
      cased.test(characters[index - 1] ?? '') ? lowerForm(characters, index) : titleForm(character),
    )
    .join('');
}

export function capitalize(text: string): string {
  const characters = [...text];
  return characters
    .map((character, index) => (index === 0 ? titleForm(character) : lowerForm(characters, index)))
    .join('');
}

export function swapCase(text: string): string {
  const characters = [...text];
  return characters
    .map((character, index) => {
      if (/\p{Uppercase}/u.test(character)) return lowerForm(characters, index);
      return /\p{Lowercase}/u.test(character) ? character.toUpperCase() : character;
    })
    .join('');
}

/** The form in which texts are compared without regard to case. */
export function foldCase(text: string): string {
  return [...text]
    .map((character) => (character === 'ı' ? character : character.toLowerCase().toUpperCase().toLowerCase()))
    .join('');
}

export function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/\p{Lowercase}|\p{Lt}/u.test(text);
}

export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/\p{Uppercase}|\p{Lt}/u.test(text);
}

export function isTitle(text: string): boolean {
  let isInWord = false;
  let found = false;
  for (const character of text) {
    const isBig = /\p{Uppercase}|\p{Lt}/u.test(character);
    const isSmall = !isBig && /\p{Lowercase}/u.test(character);
    if (isBig === isInWord && (isBig || isSmall)) return false;
    isInWord = isBig || isSmall;
    found ||= isInWord;
  }
  return found;
}
