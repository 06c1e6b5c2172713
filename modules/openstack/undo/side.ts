import type { Side } from '../conversion/conversion-host.types.ts';

/**
 * Which cloud of a migration a journal means: sessions are called `source (cloud.example:5000)`. Runs of an older
 * drover, and those of modules without roles, wrote at the destination only.
 */
export function sideOf(cloud: string | undefined): Side {
  return cloud !== undefined && /^source\b/.test(cloud) ? 'source' : 'destination';
}
