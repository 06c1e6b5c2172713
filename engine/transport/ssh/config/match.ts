import { matchesPatterns } from '../patterns.ts';
import { badLine, type ConfigLine } from './line.ts';

/** What `Match` asks about. */
export interface Matched {
  /** The name with what `HostName` made of it. */
  readonly host: string;
  readonly originalHost: string;
  /** The user to be there. */
  readonly user: string;
  readonly localUser: string;
  /** Everything is read a second time, since a `Match final` stands there. */
  readonly isFinal: boolean;
}

export interface MatchVerdict {
  readonly matches: boolean;
  readonly asksForFinal: boolean;
  /** What drover does not find out; the block is passed over. */
  readonly refused?: string;
}

const texts: Readonly<Record<string, (about: Matched) => string>> = {
  localuser: ({ localUser }) => localUser,
  originalhost: ({ originalHost }) => originalHost,
  user: ({ user }) => user,
};

/** What a `Match` line says of a host. A program (`exec`) is never run for it. */
export function matchLine(line: ConfigLine, about: Matched): MatchVerdict {
  const words = criteriaOf(line);
  let [matches, asksForFinal, count] = [true, false, 0];
  let refused: string | undefined;
  for (let written = words.shift(); written !== undefined; written = words.shift()) {
    const isNegated = written.startsWith('!');
    const criterion = written.replace('!', '').toLowerCase();
    if (criterion === 'all') {
      if (count > 1 || words.length > 0) throw badLine(line.place, 'all stands with other criteria of Match');
      return { matches: matches && !isNegated, asksForFinal };
    }
    count += 1;
    if (criterion === 'final' || criterion === 'canonical') {
      asksForFinal ||= criterion === 'final';
      if (about.isFinal === isNegated) matches = false;
      continue;
    }
    const value = words.shift();
    if (value === undefined) throw badLine(line.place, `${criterion} of Match has no value`);
    const held = holds(criterion, value, about);
    if (held === undefined) refused = criterion;
    else if (held === isNegated) matches = false;
  }
  if (count === 0) throw badLine(line.place, 'Match has no criteria');
  // What does not match anyhow needs no word about the rest.
  return matches && refused !== undefined
    ? { matches: false, asksForFinal, refused }
    : { matches, asksForFinal };
}

/** Undefined for a criterion that is not known here. */
function holds(criterion: string, value: string, about: Matched): boolean | undefined {
  // Names of hosts know no case.
  if (criterion === 'host') return matchesPatterns(value.toLowerCase().split(','), about.host.toLowerCase());
  const text = texts[criterion]?.(about);
  if (text === undefined) return undefined;
  return criterion === 'originalhost'
    ? matchesPatterns(value.toLowerCase().split(','), text.toLowerCase())
    : matchesPatterns(value.split(','), text);
}

/** Words with blanks, or one `=`, between them; double quotation marks hold one together. */
function criteriaOf({ rest }: ConfigLine): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of rest.matchAll(/"([^"]*)"?|([^\s="]+)/g)) {
    if (plain?.startsWith('#') === true) break;
    words.push(quoted ?? plain ?? '');
  }
  return words;
}
