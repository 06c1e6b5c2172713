import { formatPlace } from '../diagnostics/span.ts';
import type { RunEvent } from '../run/events.ts';
import type { Paint } from './color.ts';

type Warning = Extract<RunEvent, { type: 'warning' }>;

export interface WarningPrinter {
  add(warning: Warning): void;
  /** Tells how many were left out. */
  end(): void;
}

/** So many warnings of one form are shown; the rest are counted. */
const shownOfOneForm = 5;

/**
 * Prints warnings as Ansible does, each text once. Of those that differ in their names, places and numbers alone, as a
 * loop over records brings them, the first few are shown and the others counted, unless `-v` asks for all.
 */
export function warningPrinter(options: {
  readonly warn: (text: string) => void;
  readonly paint: Paint;
  readonly verbosity: number;
}): WarningPrinter {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const print = (text: string): void => {
    options.warn(`${options.paint('warning', `[WARNING]: ${text}`)}\n`);
  };
  return {
    add({ message, place }) {
      const text = place === undefined ? message : `${formatPlace(place)}: ${message}`;
      if (seen.has(text)) return;
      seen.add(text);
      const form = formOf(message);
      const count = (counts.get(form) ?? 0) + 1;
      counts.set(form, count);
      if (count <= shownOfOneForm || options.verbosity > 0) print(text);
    },
    end() {
      if (options.verbosity > 0) return;
      for (const [form, count] of counts) {
        const left = count - shownOfOneForm;
        if (left > 0) print(`${left} more of the form “${form}”. -v shows them all.`);
      }
      counts.clear();
    },
  };
}

/** A warning without what tells one record from another: `network web: mtu "1450" ...` is `mtu … ...`. */
function formOf(message: string): string {
  return message
    .replace(/^[^:“"'\s]+(?: \S+){0,4}?(?::\d+)*: /, '')
    .replace(/“[^”]*”|"[^"]*"|'[^']*'|`[^`]*`/g, '…')
    .replace(/\d+/g, '…');
}
