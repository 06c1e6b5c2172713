/**
 * What comes of work that goes on after an answer: `stuck` never ends, a text is why it fails, and what waits is begun
 * again when it is told to. Else it is done.
 */
export type Fate =
  'stuck' | { readonly fails: string } | { readonly waits: (again: () => void) => void } | undefined;

/** Which work ends otherwise than it ought to. What is left out matches everything. */
export interface FateRule {
  readonly service?: 'compute' | 'volume';
  /** As the service calls it: `attach_volume` of Nova, `snapshot` of Cinder. */
  readonly work?: string;
  /** Of the server, volume or snapshot. */
  readonly id?: string;
  readonly name?: RegExp;
  /** From 1: begins with this one of the matching pieces of work. */
  readonly nth?: number;
  /** How many it hits; 1 if not said, Infinity for all. */
  readonly times?: number;
  /** What is stuck goes on when the rule is taken away. */
  readonly fate: 'stuck' | { readonly fails: string };
}

/** Work that somebody wants to see fail. */
export interface Fates {
  /** From now on; the function takes it away again. */
  readonly add: (rule: FateRule) => () => void;
  readonly clear: () => void;
}

interface Subject {
  readonly id: string;
  readonly name: string | null;
}

export interface FateBox extends Fates {
  /** What comes of this piece of work. Counts it. */
  readonly take: (service: 'compute' | 'volume', work: string, subject: Subject) => Fate;
}

interface Armed {
  readonly rule: FateRule;
  seen: number;
  left: number;
  readonly waiting: (() => void)[];
}

/** No rules at first. */
export function createFates(): FateBox {
  let armed: Armed[] = [];
  return {
    add(rule) {
      const entry: Armed = { rule, seen: 0, left: rule.times ?? 1, waiting: [] };
      armed.push(entry);
      return () => {
        armed = armed.filter((each) => each !== entry);
        goOn(entry);
      };
    },
    clear() {
      const over = armed;
      armed = [];
      for (const entry of over) goOn(entry);
    },
    take(service, work, subject) {
      const entry = armed.find((each) => strikes(each, service, work, subject));
      if (entry?.rule.fate !== 'stuck') return entry?.rule.fate;
      return { waits: (again) => entry.waiting.push(again) };
    },
  };
}

function goOn({ waiting }: Armed): void {
  for (const again of waiting.splice(0)) again();
}

function strikes(entry: Armed, service: string, work: string, { id, name }: Subject): boolean {
  const { rule } = entry;
  if (rule.service !== undefined && rule.service !== service) return false;
  if (rule.work !== undefined && rule.work !== work) return false;
  if (rule.id !== undefined && rule.id !== id) return false;
  if (rule.name !== undefined && (name ?? '').search(rule.name) < 0) return false;
  entry.seen += 1;
  if (entry.left <= 0 || entry.seen < (rule.nth ?? 1)) return false;
  entry.left -= 1;
  return true;
}
