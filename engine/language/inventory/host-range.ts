/** Hosts that a name with ranges stands for, and the port after it. */
export interface HostNames {
  readonly names: readonly string[];
  readonly port: number | undefined;
}

/** What is wrong with a range, in a sentence. */
export interface RangeFailure {
  readonly detail: string;
}

/**
 * Expands `web[01:50].example.com`, `db-[a:f]`, `node[0:20:5]`, several ranges in one name, and takes a port off the
 * end: `web:2222`, `[2001:db8::1]:22`.
 */
export function expandHosts(written: string): HostNames | RangeFailure {
  const { name, port } = splitPort(written.trim());
  const names = expandRanges(name);
  return 'detail' in names ? names : { names: names.names, port };
}

/** A host's name and its port. An address of IPv6 has a port only if it stands in brackets. */
export function splitPort(written: string): { readonly name: string; readonly port: number | undefined } {
  const v6 = /^\[([0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\](?::(\d+))?$/.exec(written);
  if (v6 !== null) return { name: v6[1] ?? written, port: v6[2] === undefined ? undefined : Number(v6[2]) };
  const plain = /^(.+):(\d+)$/.exec(written);
  const name = plain?.[1] ?? '';
  const hasMoreColons = name.replace(/\[[^\]]*\]/g, '').includes(':');
  if (plain === null || hasMoreColons) return { name: written, port: undefined };
  return { name, port: Number(plain[2]) };
}

function expandRanges(name: string): { readonly names: readonly string[] } | RangeFailure {
  const open = name.indexOf('[');
  const close = name.indexOf(']', open);
  if (open === -1 || close === -1) return { names: [name] };
  const values = rangeValues(name.slice(open + 1, close));
  if ('detail' in values) return values;
  const tails = expandRanges(name.slice(close + 1));
  if ('detail' in tails) return tails;
  const head = name.slice(0, open);
  return { names: values.values.flatMap((value) => tails.names.map((tail) => head + value + tail)) };
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const mostHosts = 1_000_000;

function rangeValues(range: string): { readonly values: readonly string[] } | RangeFailure {
  const bounds = range.split(':');
  const [begin = '', end = '', step = '1'] = bounds;
  if (bounds.length !== 2 && bounds.length !== 3) {
    return { detail: `host range must be begin:end or begin:end:step, but it is [${range}].` };
  }
  if (end === '') return { detail: `host range must specify end value: [${range}].` };
  if (!/^[1-9]\d*$/.test(step))
    return { detail: `The step of the host range [${range}] must be a whole number above 0.` };
  if (begin.length === 1 && end.length === 1 && letters.includes(begin) && letters.includes(end)) {
    return pick(letters.indexOf(begin), letters.indexOf(end), Number(step), range, (at) =>
      letters.charAt(at),
    );
  }
  const first = begin === '' ? '0' : begin;
  if (!/^\d+$/.test(first) || !/^\d+$/.test(end)) {
    return { detail: `The host range [${range}] must go from number to number or from letter to letter.` };
  }
  const width = first.length > 1 && first.startsWith('0') ? first.length : 0;
  if (width > 0 && width !== end.length) {
    return { detail: `host range must specify equal-length begin and end formats: [${range}].` };
  }
  return pick(Number(first), Number(end), Number(step), range, (at) => String(at).padStart(width, '0'));
}

function pick(
  from: number,
  to: number,
  step: number,
  range: string,
  show: (at: number) => string,
): { readonly values: readonly string[] } | RangeFailure {
  if (from > to) return { detail: `host range must have begin <= end: [${range}].` };
  if ((to - from) / step >= mostHosts)
    return { detail: `The host range [${range}] has more than a million hosts.` };
  const values: string[] = [];
  for (let at = from; at <= to; at += step) values.push(show(at));
  return { values };
}
