import type { DiagnosticCode } from '../../../../engine/diagnostics/catalogue/index.ts';

/** Keys and indexes from the top of the file. */
export type Path = readonly (string | number)[];

/** One thing that is wrong or odd in a discovery.yaml, before its line and column are known. */
export interface Finding {
  readonly code: Extract<DiagnosticCode, `discovery-${string}`>;
  /** What is missing is named, too: its place is that of the mapping that lacks it. */
  readonly path: Path;
  /** Full sentences that name the key. */
  readonly detail: string;
  /** The way out. */
  readonly help: string;
  readonly isWarning?: true;
  /** The key that an unknown one was probably meant to be. */
  readonly meant?: Path;
  /** The key is meant, and not its value. */
  readonly onKey?: true;
}

/** `account_info[0].regions[1].region`, as messages write a path. */
export function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : name === '' ? step : `${name}.${step}`),
    '',
  );
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
