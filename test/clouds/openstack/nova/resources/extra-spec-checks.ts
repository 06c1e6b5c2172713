import { badRequest } from '../errors.ts';
import { boolOf } from '../values.ts';
import known from './extra-specs.json' with { type: 'json' };

interface Spec {
  /** A pattern of names. */
  readonly name: string;
  readonly type: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/** What may stand between the name of a group of specs and the colon. */
const GROUP = '(?:[a-zA-Z0-9_-]{1,64})?';

const SPECS: readonly Spec[] = [
  ...known.others,
  ...known.texts.map((name) => ({ name, type: 'str' })),
  {
    name: `trait${GROUP}:(?:${known.traits.join('|')}|CUSTOM_[A-Z0-9_]+)`,
    type: 'str',
    enum: ['required', 'forbidden'],
  },
  { name: `resources${GROUP}:(?:${known.resources.join('|')}|CUSTOM_[A-Z0-9_]+)`, type: 'int' },
];

const NAMESPACES = [
  ...['accel', 'aggregate_instance_extra_specs', 'capabilities', 'hw', 'hw_rng', 'hw_video', 'os'],
  ...['pci_passthrough', 'quota', 'vmware', `resources${GROUP}`, `trait${GROUP}`],
].join('|');

/** Refuses a value that the spec of this name cannot have, and names that Nova would know if they were right. */
export function checkExtraSpec(name: string, value: string): void {
  const spec = SPECS.find((each) => isWhole(each.name, name));
  const complaint = spec ? (CHECKS[spec.type]?.(value, spec) ?? limitComplaint(value, spec)) : unknown(name);
  if (complaint !== undefined) throw badRequest(`Validation failed; ${complaint}`);
}

const CHECKS: Readonly<Record<string, (value: string, spec: Spec) => string | undefined>> = {
  str(value, { pattern, enum: words }) {
    if (pattern !== undefined && !isWhole(pattern, value)) {
      return `'${value}' is not of the format '${pattern}'.`;
    }
    return words && !words.includes(value) ? `'${value}' is not one of: ${words.join(', ')}.` : undefined;
  },
  int: (value) =>
    /^\s*[+-]?\d+(_\d+)*\s*$/.test(value) ? undefined : `'${value}' is not a valid integer value.`,
  bool: (value) =>
    boolOf(value) === undefined ? `'${value}' is not a valid boolean-like value.` : undefined,
};

function limitComplaint(value: string, { type, min, max }: Spec): string | undefined {
  if (type !== 'int') return undefined;
  const number = Number(value.replace(/_/g, ''));
  if (max !== undefined && number > max) return `'${number}' is greater than the max value of '${max}'.`;
  if (min !== undefined && number < min) return `'${number}' is less than the min value of '${min}'.`;
  return undefined;
}

function unknown(name: string): string | undefined {
  const [, namespace] = /^([^:]*):/s.exec(name) ?? [];
  if (namespace === undefined || !isWhole(NAMESPACES, namespace)) return undefined;
  return `extra spec '${name}' does not appear to be a valid extra spec.`;
}

function isWhole(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(text);
}
