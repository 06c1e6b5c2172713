/** What YAML says, with places, before scalars are given their types. Offsets count UTF-16 units. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

interface Placed {
  readonly start: number;
  readonly end: number;
  /** As written: `!vault`, or `tag:yaml.org,2002:str` for `!!str`. */
  readonly tag?: string;
}

export interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  /** Not quoted and not a block: its text may mean a number, a boolean, null or a date. */
  readonly plain: boolean;
}

export interface YamlSequence extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface YamlMapping extends Placed {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}
