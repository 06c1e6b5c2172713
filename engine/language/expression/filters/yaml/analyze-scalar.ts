/** Which styles a text can be written in without becoming another one. */
export interface ScalarAnalysis {
  readonly isMultiline: boolean;
  readonly allowsFlowPlain: boolean;
  readonly allowsBlockPlain: boolean;
  readonly allowsSingleQuoted: boolean;
  readonly allowsBlock: boolean;
}

const indicators = '#,[]{}&*!|>\'"%@`';

export function isBreak(character: string | undefined): boolean {
  return character !== undefined && /^[\r\n\u0085\u2028\u2029]$/.test(character);
}

/** Blanks, breaks, and the ends of the text. */
export function isBlankOrEnd(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t' || isBreak(character);
}

/** What libyaml, which PyYAML writes with, puts into quotes without an escape. */
export function isPrintable(character: string): boolean {
  return /^[\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/.test(character);
}

/** Words of ASCII with single blanks between them, and nothing that could mean anything: all styles will do. */
const harmless = /^[A-Za-z0-9_/(][A-Za-z0-9_/().;<=~^$+-]*(?: [A-Za-z0-9_/().;<=~^$+-]+)*$/;

const unrestricted: ScalarAnalysis = {
  isMultiline: false,
  allowsFlowPlain: true,
  allowsBlockPlain: true,
  allowsSingleQuoted: true,
  allowsBlock: true,
};

export function isHarmless(text: string): boolean {
  return harmless.test(text);
}

/** What `analyzeScalar` says of a text. */
export function analyzeText(text: string, allowsUnicode: boolean): ScalarAnalysis {
  return isHarmless(text) ? unrestricted : analyzeScalar([...text], allowsUnicode);
}

/** `characters` are the code points of the text. */
function analyzeScalar(characters: readonly string[], allowsUnicode: boolean): ScalarAnalysis {
  if (characters.length === 0) {
    return {
      isMultiline: false,
      allowsFlowPlain: false,
      allowsBlockPlain: true,
      allowsSingleQuoted: true,
      allowsBlock: false,
    };
  }
  const { inFlow, inBlock } = findIndicators(characters);
  const isSpecial = characters.some((each) => !isPrintable(each) || (!allowsUnicode && each > '\x7e'));
  const hasBreaks = characters.some(isBreak);
  const [first, last] = [characters[0], characters.at(-1)];
  const hasOuterBlank = [first, last].some((each) => each === ' ' || isBreak(each));
  const follows = (before: (each?: string) => boolean, after: (each?: string) => boolean): boolean =>
    characters.some((each, index) => index > 0 && before(characters[index - 1]) && after(each));
  const isSpace = (each?: string): boolean => each === ' ';
  const breakThenSpace = follows(isBreak, isSpace);
  const isBroken = isSpecial || follows(isSpace, isBreak);
  const allowsPlain = !hasOuterBlank && !breakThenSpace && !isBroken && !hasBreaks;
  return {
    isMultiline: hasBreaks,
    allowsFlowPlain: allowsPlain && !inFlow,
    allowsBlockPlain: allowsPlain && !inBlock,
    allowsSingleQuoted: !breakThenSpace && !isBroken,
    allowsBlock: !isBroken && last !== ' ',
  };
}

/** Whether characters stand where they would mean something, within brackets and outside. */
function findIndicators(characters: readonly string[]): {
  readonly inFlow: boolean;
  readonly inBlock: boolean;
} {
  const head = characters.slice(0, 3).join('');
  let [inFlow, inBlock] = [head === '---' || head === '...', head === '---' || head === '...'];
  characters.forEach((character, index) => {
    const isFollowedByBlank = isBlankOrEnd(characters[index + 1]);
    if (index === 0) {
      const isIndicator = indicators.includes(character) || (character === '-' && isFollowedByBlank);
      inFlow ||= isIndicator || character === '?' || character === ':';
      inBlock ||= isIndicator || ((character === '?' || character === ':') && isFollowedByBlank);
      return;
    }
    const isComment = character === '#' && isBlankOrEnd(characters[index - 1]);
    inFlow ||= isComment || ',?[]{}:'.includes(character);
    inBlock ||= isComment || (character === ':' && isFollowedByBlank);
  });
  return { inFlow, inBlock };
}
