import type { Body } from '../../api/session.types.ts';
import { nameIn } from '../../kind/labels.ts';
import { bodiesAt, textOf } from '../../kind/wire.ts';
import { recordsIn } from './nested.ts';

/*
 * What plans show of the records inside of a server's: a line of words for each.
 */

/** `app-net 10.10.0.84 fa:16:3e:cd:48:b0`, for each port. */
export function shownPorts(value: unknown): unknown {
  return each(value, (params) => [
    nameIn(params['network_ref']),
    ...bodiesAt(params, 'fixed_ips_refs').map((one) => textOf(one, 'ip_address')),
    textOf(params, 'mac_address'),
  ]);
}

/** `172.24.4.131 of public`, for each floating IP. */
export function shownFloatingIps(value: unknown): unknown {
  return each(value, (params) => [
    textOf(params, 'floating_ip_address'),
    'of',
    nameIn(params['floating_network_ref']),
  ]);
}

/** `data1 20 GiB ssd /dev/vdb`, for each volume. */
export function shownVolumes(value: unknown): unknown {
  return each(value, (params, info) => [
    textOf(params, 'name') ?? textOf(info, 'id'),
    `${String(params['size'] ?? info['size'])} GiB`,
    textOf(params, 'volume_type'),
    textOf(params, 'device'),
  ]);
}

function each(value: unknown, words: (params: Body, info: Body) => readonly (string | undefined)[]): unknown {
  if (!Array.isArray(value)) return value;
  return recordsIn(value).map(({ params, _info: info }) =>
    words(params, info)
      .filter((word) => word !== undefined && word !== '')
      .join(' '),
  );
}
