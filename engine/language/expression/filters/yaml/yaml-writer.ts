import { isBreak } from './analyze-scalar.ts';

export interface WriterOptions {
  readonly indent: number;
  readonly width: number;
  readonly allowsUnicode: boolean;
}

export interface IndicatorPlace {
  /** A blank has to stand in front. */
  readonly needsBlank?: boolean;
  /** It counts as a blank itself. */
  readonly isBlank?: boolean;
  /** It counts as indentation, so that what follows may stand on the same line. */
  readonly isIndent?: boolean;
}

/** The text written so far, and where on the line it stands. */
export class YamlWriter {
  readonly options: WriterOptions;
  column = 0;
  isAfterBlank = true;
  isAtIndent = true;
  /** How far the current level is indented; -1 outside of all. */
  indent = -1;
  flowLevel = 0;
  /** Whether the last text ends in breaks that belong to it, so that the document needs an end. */
  isOpenEnded = false;
  private readonly indents: number[] = [];
  private out = '';

  constructor(options: WriterOptions) {
    this.options = options;
  }

  get text(): string {
    return this.out;
  }

  get isTooWide(): boolean {
    return this.column > this.options.width;
  }

  put(character: string): void {
    this.out += character;
    this.column = isBreak(character) ? 0 : this.column + 1;
  }

  /** A text of ASCII without breaks, at once. */
  putText(text: string): void {
    this.out += text;
    this.column += text.length;
  }

  /** Whether a text fits on the line, so that nothing in it is broken. */
  fits(text: string): boolean {
    return this.column + text.length < this.options.width;
  }

  indicator(text: string, place: IndicatorPlace = {}): void {
    if (place.needsBlank === true && !this.isAfterBlank) this.put(' ');
    for (const character of text) this.put(character);
    this.isOpenEnded = false;
    this.isAfterBlank = place.isBlank ?? false;
    this.isAtIndent &&= place.isIndent ?? false;
  }

  /** Goes to the indentation of the level, on a new line if need be. */
  newLine(): void {
    const indent = Math.max(0, this.indent);
    if (!this.isAtIndent || this.column > indent || (this.column === indent && !this.isAfterBlank))
      this.put('\n');
    while (this.column < indent) this.put(' ');
    this.isAfterBlank = true;
    this.isAtIndent = true;
  }

  enter(isFlow: boolean, isIndentless = false): void {
    this.indents.push(this.indent);
    if (this.indent < 0) this.indent = isFlow ? this.options.indent : 0;
    else if (!isIndentless) this.indent += this.options.indent;
  }

  leave(): void {
    this.indent = this.indents.pop() ?? -1;
  }
}
