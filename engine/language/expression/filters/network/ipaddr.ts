import { templateError } from '../../errors.ts';
import { isSequence, isTruthy } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { bitsOf, formatAddress, highest, type Version } from './address.ts';
import { ipQueries, type Asked } from './ip-queries.ts';
import { addressAt, formatNetwork, includes, parseNetwork, size, type Network } from './network.ts';

export interface IpaddrOptions {
  readonly version?: Version | undefined;
  /** The name of the filter, for messages. */
  readonly alias?: string;
}

/**
 * The answer to a query on an address or network; false where the value is none or of another version. Of a list, the
 * answers that are anything.
 */
export function ipaddr(value: Value, query: Value = '', options: IpaddrOptions = {}): Value {
  if (isSequence(value))
    return Array.from(value, (item) => ipaddr(item, str(query), options)).filter(isTruthy);
  const asked = askedOf(value, options.version);
  if (asked === undefined) return false;
  if (options.version !== undefined && asked.network.version !== options.version) return false;
  return answer(asked, query, options.alias ?? 'ipaddr');
}

/** What a value is: an address or network in text, or a number with or without a prefix. */
export function askedOf(value: Value, version?: Version): Asked | undefined {
  if (value === true || !isTruthy(value)) return undefined;
  const text = str(value);
  if (/^\d+$/.test(text)) {
    const network = fromNumber(BigInt(text), version);
    return network === undefined ? undefined : { network, isNetwork: false, text: formatNetwork(network) };
  }
  if (typeof value !== 'string') return undefined;
  const network = parseNetwork(text);
  if (network !== undefined) return { network, isNetwork: text.split('/').length === 2, text };
  const [number = '', prefix = ''] = text.split('/');
  if (!/^\d+$/.test(number) || !/^\d+$/.test(prefix)) return undefined;
  const numbered = ([4, 6] as const)
    .filter((each) => BigInt(number) <= highest(each) && Number(prefix) <= bitsOf(each))
    .map((each): Network => ({ version: each, value: BigInt(number), prefix: Number(prefix) }))[0];
  return numbered === undefined
    ? undefined
    : { network: numbered, isNetwork: true, text: formatNetwork(numbered) };
}

function fromNumber(value: bigint, version: Version | undefined): Network | undefined {
  const versions: readonly Version[] = version === 6 ? [6] : [4, 6];
  const found = versions.find((each) => value <= highest(each));
  return found === undefined ? undefined : { version: found, value, prefix: bitsOf(found) };
}

function answer(asked: Asked, query: Value, alias: string): Value {
  const name = str(query);
  const known = Object.hasOwn(ipQueries, name) ? ipQueries[name] : undefined;
  if (known !== undefined) return known(asked);
  const within = /^\d+$/.test(name) ? undefined : askedOf(query);
  if (within !== undefined) return includes(within.network, asked.network) ? asked.text : null;
  return nth(asked, name, alias);
}

/** The address at an index of a network. */
function nth({ network, isNetwork }: Asked, index: string, alias: string): Value {
  if (!/^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/.test(index)) {
    throw templateError(
      `${alias}: unknown filter type: ${index}`,
      `The queries are: ${Object.keys(ipQueries)
        .filter((name) => name !== '')
        .join(', ')}, a network, or a number.`,
    );
  }
  if (size(network) === 1n) return isNetwork ? formatNetwork(network) : formatAddress(network);
  const found = /^\s*[-+]?\d+\s*$/.test(index)
    ? addressAt(network, BigInt(index.trim().replace('+', '')))
    : undefined;
  return found === undefined ? false : `${formatAddress(found)}/${network.prefix}`;
}
