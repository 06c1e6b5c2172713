/** The words for ufw(8), and what its status tells. Pure. */

export interface AskedUfw {
  readonly state?: 'enabled' | 'disabled' | 'reloaded' | 'reset';
  readonly default?: 'allow' | 'deny' | 'reject';
  readonly logging?: string;
  readonly direction?: string;
  readonly delete: boolean;
  readonly route: boolean;
  readonly insert?: number;
  readonly insert_relative_to: string;
  readonly rule?: string;
  readonly interface?: string;
  readonly interface_in?: string;
  readonly interface_out?: string;
  readonly log: boolean;
  readonly from_ip: string;
  readonly from_port?: string;
  readonly to_ip: string;
  readonly to_port?: string;
  readonly proto?: string;
  readonly name?: string;
  readonly comment?: string;
}

const verbs = { enabled: 'enable', disabled: 'disable', reloaded: 'reload', reset: 'reset' } as const;

export function stateWords(state: keyof typeof verbs): readonly string[] {
  return ['-f', verbs[state]];
}

export function defaultWords(value: string, direction: string | undefined): readonly string[] {
  return ['default', value, ...(direction === undefined ? [] : [direction])];
}

/** A rule in the long form: `[route] [delete | insert N] allow [in|out on IF] [log] from … to … proto … app … comment …`. */
export function ruleWords(
  asked: AskedUfw,
  rule: string,
  insert: number | undefined,
  hasComments: boolean,
): readonly string[] {
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['from', asked.from_ip],
    ['port', asked.from_port],
    ['to', asked.to_ip],
    ['port', asked.to_port],
    ['proto', asked.proto],
    ['app', asked.name],
    ['comment', hasComments ? asked.comment : undefined],
  ];
  const flag = (isSet: boolean, word: string): readonly string[] => (isSet ? [word] : []);
  const on = (words: readonly string[], device: string | undefined): readonly string[] =>
    device === undefined ? [] : [...words, 'on', device];
  return [
    ...flag(asked.route, 'route'),
    ...flag(asked.delete, 'delete'),
    ...(insert === undefined ? [] : ['insert', String(insert)]),
    rule,
    ...(asked.direction === undefined ? [] : [asked.direction]),
    ...on([], asked.interface),
    ...on(['in'], asked.interface_in),
    ...on(['out'], asked.interface_out),
    ...flag(asked.log, 'log'),
    ...pairs.flatMap(([word, value]) => (value === undefined ? [] : [word, value])),
  ];
}

/** A call as results tell it: names of applications and comments in quotes. */
export function shownCall(program: string, words: readonly string[]): string {
  const shown = words.map((word, at) =>
    ['app', 'comment'].includes(words[at - 1] ?? '') ? `'${word}'` : word,
  );
  return [program, ...shown].join(' ');
}

/** The number to insert a rule at; undefined where it goes to the end, which ufw does not take a number for. */
export function insertAt(asked: AskedUfw, numbered: string): number | undefined {
  if (asked.insert === undefined || asked.delete) return undefined;
  if (asked.insert_relative_to === 'zero') return asked.insert;
  const lines = numbered
    .split('\n')
    .map((line) => [/^\[ *(\d+)\] /.exec(line)?.[1], line.includes('(v6)')] as const)
    .flatMap(([number, isV6]) => (number === undefined ? [] : [{ number: Number(number), isV6 }]));
  const last = Math.max(0, ...lines.map(({ number }) => number));
  const fours = lines.filter(({ isV6 }) => !isV6).map(({ number }) => number);
  const hasSix = lines.some(({ isV6 }) => isV6);
  const from: Readonly<Record<string, number>> = {
    'first-ipv4': 1,
    'last-ipv4': Math.max(1, ...fours),
    'first-ipv6': fours.length > 0 ? Math.max(...fours) + 1 : 1,
    'last-ipv6': hasSix ? last : last + 1,
  };
  const at = asked.insert + (from[asked.insert_relative_to] ?? 0);
  return at > last ? undefined : at;
}

/** Whether comments of rules are known: from 0.35 on. */
export function knowsComments(version: string): boolean | undefined {
  const match = /^ufw.+?(\d+)\.(\d+)/m.exec(version);
  return match === null ? undefined : Number(match[1]) > 0 || Number(match[2]) >= 35;
}

/** Whether logging is other than asked for, by `ufw status verbose`. */
export function isLoggingOther(status: string, wanted: string): boolean {
  const found = /Logging: (on|off)(?: \(([a-z]+)\))?/.exec(status);
  if (found === null) return true;
  const [, power, level] = found;
  if (wanted === 'off') return power !== 'off';
  return power === 'off' || (wanted !== 'on' && wanted !== level);
}

/** Whether the default of a direction is other than asked for. */
export function isDefaultOther(status: string, wanted: string, direction = 'incoming'): boolean {
  const pattern =
    /Default: (deny|allow|reject) \(incoming\), (deny|allow|reject) \(outgoing\), (deny|allow|reject|disabled) \(routed\)/;
  const [, incoming, outgoing, routed] = pattern.exec(status) ?? [];
  const now = { incoming, outgoing, routed }[direction];
  return now === undefined || (now !== wanted && now !== 'disabled');
}

/**
 * Whether rules are other after a trial (`--dry-run`) than before it. A trial tells of one address family only where the
 * rule is of one.
 */
export function areRulesOther(
  before: string,
  trial: string,
  { from_ip: from, to_ip: to }: AskedUfw,
): boolean {
  const said = trial.split('\n').filter((line) => line !== '');
  if (said.length > 0 && said.every((line) => line.includes('Skipping'))) return false;
  const tuples = (text: string): readonly string[] =>
    text.split('\n').filter((line) => line.startsWith('### tuple'));
  const family = [from, to].some((text) => /^\d+\.\d+\.\d+\.\d+/.test(text))
    ? /\d+\.\d+\.\d+\.\d+/
    : [from, to].some((text) => text.includes(':'))
      ? /[0-9a-f]*:[0-9a-f:]/i
      : /(?:)/;
  const own = (text: string): string =>
    tuples(text)
      .filter((line) => family.test(line))
      .join('\n');
  return own(before) !== own(trial);
}
