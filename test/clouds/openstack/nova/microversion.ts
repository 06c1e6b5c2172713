import type { IncomingHttpHeaders } from 'node:http';
import { badRequest, fault } from './errors.ts';

/** The number behind `2.` in a version of the compute API: 93 is 2.93. */
export type Microversion = number;

export const LOWEST: Microversion = 1;
/** Of the Zed release. */
export const HIGHEST: Microversion = 93;

/** What a request asks for, as it is written: `2.1` if nothing. The last word counts, as for every header of a list. */
export function wantedVersion(headers: IncomingHttpHeaders): string {
  const standard = listed(headers['openstack-api-version'])
    .map((part) => /^(\S+)\s+(.+)$/.exec(part))
    .findLast((match) => match?.[1]!.toLowerCase() === 'compute');
  return standard?.[2] ?? listed(headers['x-openstack-nova-api-version']).at(-1) ?? `2.${LOWEST}`;
}

function listed(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((part) => part.trim());
}

/** The version that a request asks for. Refuses what is none with 400, and what this cloud has not with 406. */
export function parseVersion(wanted: string, highest: Microversion): Microversion {
  if (wanted === 'latest') return highest;
  const match = /^([1-9]\d*)\.([1-9]\d*|0)$/.exec(wanted);
  if (!match) {
    throw badRequest(
      `API Version String ${wanted} is of invalid format. Must be of format MajorNum.MinorNum.`,
    );
  }
  const minor = Number(match[2]);
  if (match[1] === '2' && minor >= LOWEST && minor <= highest) return minor;
  throw fault(
    406,
    `Version ${wanted} is not supported by the API. Minimum is 2.${LOWEST} and maximum is 2.${highest}.`,
  );
}

/** The headers that say in which version an answer is. */
export function versionHeaders(version: string): Record<string, string> {
  return {
    'OpenStack-API-Version': `compute ${version}`,
    'X-OpenStack-Nova-API-Version': version,
    Vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
  };
}
