import { isBlankOrEnd, isBreak, isPrintable } from './analyze-scalar.ts';
import type { ScalarStyle } from './yaml-tree.ts';
import type { YamlWriter } from './yaml-writer.ts';

/** Writes a text in a style. `folds`: long lines may be broken (not in keys). */
export function writeScalar(
  writer: YamlWriter,
  characters: readonly string[],
  style: ScalarStyle,
  folds: boolean,
): void {
  switch (style) {
    case 'plain':
      writePlain(writer, characters, folds);
      break;
    case 'single':
      writeSingleQuoted(writer, characters, folds);
      break;
    case 'double':
      writeDoubleQuoted(writer, characters, folds);
      break;
    case 'literal':
      writeLiteral(writer, characters);
      break;
    case 'folded':
      writeFolded(writer, characters);
      break;
  }
}

function writePlain(writer: YamlWriter, characters: readonly string[], folds: boolean): void {
  if (!writer.isAfterBlank && (characters.length > 0 || writer.flowLevel > 0)) writer.put(' ');
  let wasSpace = false;
  characters.forEach((character, index) => {
    const canFold = folds && !wasSpace && writer.isTooWide && characters[index + 1] !== ' ';
    if (character === ' ' && canFold) writer.newLine();
    else writer.put(character);
    wasSpace = character === ' ';
    if (!wasSpace) writer.isAtIndent = false;
  });
  writer.isAfterBlank = false;
  writer.isAtIndent = false;
}

function writeSingleQuoted(writer: YamlWriter, characters: readonly string[], folds: boolean): void {
  writer.indicator("'", { needsBlank: true });
  let [wasSpace, wasBreak] = [false, false];
  characters.forEach((character, index) => {
    if (character === ' ') {
      const isInner = index > 0 && index < characters.length - 1 && characters[index + 1] !== ' ';
      if (folds && !wasSpace && writer.isTooWide && isInner) writer.newLine();
      else writer.put(character);
      wasSpace = true;
    } else if (isBreak(character)) {
      if (!wasBreak && character === '\n') writer.put('\n');
      writer.put(character);
      writer.isAtIndent = true;
      wasBreak = true;
    } else {
      if (wasBreak) writer.newLine();
      if (character === "'") writer.put("'");
      writer.put(character);
      writer.isAtIndent = false;
      [wasSpace, wasBreak] = [false, false];
    }
  });
  if (wasBreak) writer.newLine();
  writer.indicator("'");
  writer.isAfterBlank = false;
  writer.isAtIndent = false;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function writeDoubleQuoted(writer: YamlWriter, characters: readonly string[], folds: boolean): void {
  const { allowsUnicode } = writer.options;
  writer.indicator('"', { needsBlank: true });
  let wasSpace = false;
  characters.forEach((character, index) => {
    const isPlain = isPrintable(character) && (allowsUnicode || character <= '\x7e') && !isBreak(character);
    if (!isPlain || character === '"' || character === '\\') {
      for (const each of escape(character)) writer.put(each);
      wasSpace = false;
      return;
    }
    const isInner = index > 0 && index < characters.length - 1;
    if (character === ' ' && folds && !wasSpace && writer.isTooWide && isInner) {
      writer.newLine();
      if (characters[index + 1] === ' ') writer.put('\\');
    } else writer.put(character);
    wasSpace = character === ' ';
  });
  writer.indicator('"');
  writer.isAfterBlank = false;
  writer.isAtIndent = false;
}

function escape(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** The sign of a block, with a hint at blanks in front and at breaks behind. */
function blockSign(writer: YamlWriter, characters: readonly string[], sign: string): void {
  writer.indicator(sign, { needsBlank: true });
  const [first, last] = [characters[0], characters.at(-1)];
  if (first === ' ' || isBreak(first)) writer.indicator(String(writer.options.indent));
  if (!isBreak(last)) writer.indicator('-');
  else if (characters.length === 1 || isBreak(characters.at(-2))) {
    writer.indicator('+');
    writer.isOpenEnded = true;
  }
  writer.put('\n');
  writer.isAtIndent = true;
  writer.isAfterBlank = true;
}

function writeLiteral(writer: YamlWriter, characters: readonly string[]): void {
  blockSign(writer, characters, '|');
  let wasBreak = true;
  for (const character of characters) {
    if (isBreak(character)) {
      writer.put(character);
      writer.isAtIndent = true;
      wasBreak = true;
    } else {
      if (wasBreak) writer.newLine();
      writer.put(character);
      writer.isAtIndent = false;
      wasBreak = false;
    }
  }
}

function writeFolded(writer: YamlWriter, characters: readonly string[]): void {
  blockSign(writer, characters, '>');
  let [wasBreak, isIndented] = [true, true];
  characters.forEach((character, index) => {
    if (isBreak(character)) {
      if (!wasBreak && !isIndented && character === '\n') {
        const next = characters.slice(index).find((each) => !isBreak(each));
        if (!isBlankOrEnd(next)) writer.put('\n');
      }
      writer.put(character);
      writer.isAtIndent = true;
      wasBreak = true;
      return;
    }
    if (wasBreak) {
      writer.newLine();
      isIndented = isBlankOrEnd(character);
    }
    const canFold = !wasBreak && character === ' ' && characters[index + 1] !== ' ' && writer.isTooWide;
    if (canFold) writer.newLine();
    else writer.put(character);
    writer.isAtIndent = false;
    wasBreak = false;
  });
}
