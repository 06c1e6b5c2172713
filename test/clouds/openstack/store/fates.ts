/** What comes of work that goes on after an answer: `stuck` never ends, and a text is why it fails. Else it is done. */
export type Fate = 'stuck' | { readonly fails: string } | undefined;

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
  readonly fate: Exclude<Fate, undefined>;
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
}

/** No rules at first. */
export function createFates(): FateBox {
  let armed: Armed[] = [];
  return {
    add(rule) {
      const entry: Armed = { rule, seen: 0, left: rule.times ?? 1 };
      armed.push(entry);
      return () => {
        armed = armed.filter((each) => each !== entry);
      };
    },
    clear() {
      armed = [];
    },
    take: (service, work, subject) =>
      armed.find((entry) => strikes(entry, service, work, subject))?.rule.fate,
  };
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
