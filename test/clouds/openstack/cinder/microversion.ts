import type { IncomingHttpHeaders } from 'node:http';
import { badRequest, fault } from './errors.ts';

/** The number behind `3.` in a version of the volume API: 70 is 3.70. */
export type Microversion = number;

/** Of the Zed release. */
export const HIGHEST: Microversion = 70;

/** The version that a request asks for: 3.0 if none. Refuses what is none with 400, and what there is not with 406. */
export function versionOf(headers: IncomingHttpHeaders): Microversion {
  const wanted = [headers['openstack-api-version'] ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((part) => /^\s*volume\s+(\S+)\s*$/i.exec(part)?.[1])
    .findLast((version) => version !== undefined);
  if (wanted === undefined) return 0;
  if (wanted === 'latest') return HIGHEST;
  const match = /^([1-9]\d*)\.([1-9]\d*|0)$/.exec(wanted);
  if (!match) {
    throw badRequest(
      `API Version String ${wanted} is of invalid format. Must be of format MajorNum.MinorNum.`,
    );
  }
  const minor = Number(match[2]);
  if (match[1] === '3' && minor <= HIGHEST) return minor;
  throw fault(
    406,
    `Version ${wanted} is not supported by the API. Minimum is 3.0 and maximum is 3.${HIGHEST}.`,
  );
}

/** The headers that say in which version an answer is. */
export function versionHeaders(version: Microversion): Record<string, string> {
  return { 'OpenStack-API-Version': `volume 3.${version}`, Vary: 'OpenStack-API-Version' };
}
