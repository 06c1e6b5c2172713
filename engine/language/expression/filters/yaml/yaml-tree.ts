/** What is to be written as YAML. */
export type YamlTree = YamlText | YamlList | YamlDict;

export interface YamlText {
  readonly kind: 'scalar';
  readonly text: string;
  /** What a reader takes the text for without quotes, and what it should be: `str`, `int`, `null` ... */
  readonly tag: string;
  readonly style: ScalarStyle | undefined;
}

export interface YamlList {
  readonly kind: 'sequence';
  readonly items: readonly YamlTree[];
  readonly isFlow: boolean;
}

export interface YamlDict {
  readonly kind: 'mapping';
  readonly entries: readonly (readonly [YamlTree, YamlTree])[];
  readonly isFlow: boolean;
  /** A tag that has to be written, such as `!!set`. */
  readonly tag: string | undefined;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';
