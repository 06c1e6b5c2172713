import type { PatternFlags } from './pattern-nodes.ts';
import type { PatternReader } from './pattern-reader.ts';

const names: Readonly<Record<string, keyof PatternFlags>> = {
  a: 'ascii',
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'verbose',
};

/** Flags with the letters of `on` set and those of `off` cleared. */
export function parseFlags(
  reader: PatternReader,
  flags: PatternFlags,
  on: string,
  off: string,
): PatternFlags {
  if (on.includes('L')) reader.fail("bad inline flags: cannot use 'L' flag with a str pattern");
  const changed: Record<keyof PatternFlags, boolean> = { ...flags };
  for (const [letters, state] of [
    [on, true],
    [off, false],
  ] as const) {
    for (const letter of letters) {
      const name = names[letter];
      if (name !== undefined) changed[name] = state;
      else if (letter === 'u') changed.ascii = false;
    }
  }
  return changed;
}
