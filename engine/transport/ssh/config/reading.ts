import type { SshTarget } from '../target.ts';
import type { SshOptions } from './gathered.ts';
import type { ConfigLine } from './line.ts';
import { expandEnvironment, expandTokens, type Tokens } from './tokens.ts';
import { pathOf, type SshSurroundings } from './values.ts';

/** All that settings of a host are read from. */
export interface SettingsReading {
  readonly target: SshTarget;
  readonly around: SshSurroundings;
  /** Of the command line and of the configuration. */
  readonly options: SshOptions;
  /** Of the command line alone. */
  readonly commandLine: SshOptions;
  readonly tokens: Tokens;
  /** Adds what the configuration says of another host. */
  readonly configure: (given: SshOptions, host: string) => SshOptions;
}

/** Paths of an option, with the environment, tokens and the home directory in their places. */
export function optionPaths(
  words: readonly string[],
  place: string,
  { around, tokens }: Pick<SettingsReading, 'around' | 'tokens'>,
): readonly string[] {
  return words.map((word) =>
    pathOf(expandTokens(expandEnvironment(word, around.environment, place), tokens, place), around),
  );
}

/** The same for `UserKnownHostsFile` and its like; undefined where nothing is said, empty for `none`. */
export function filesOf(
  line: ConfigLine | undefined,
  reading: Pick<SettingsReading, 'around' | 'tokens'>,
): readonly string[] | undefined {
  if (line === undefined) return undefined;
  return line.words[0]?.toLowerCase() === 'none' ? [] : optionPaths(line.words, line.place, reading);
}
