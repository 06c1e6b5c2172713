/** How endpoints are connected to: proxies, certificates, time-outs, and a number of connections that fits the rate. */
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { throughProxies, type ProxyWay } from '../../../engine/network/through-proxies.ts';
import type { AwsSettings } from './settings.ts';

/** What a client of the SDK takes as its `requestHandler`. */
export interface ConnectionOptions {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly throwOnRequestTimeout: true;
}

const TUNNEL_MS = 5000;
/** Longer than a tunnel may take: a proxy that does not answer is told as that. */
const CONNECT_MS = 6000;
const ANSWER_MS = 60_000;
const MAX_SOCKETS = 50;

/**
 * One set of connections for all clients of a run, through the proxy that the environment names for an endpoint. Plain
 * HTTP goes through a tunnel, too: the SDK writes requests for endpoints, and not for proxies that forward them.
 */
export async function connectionOptions(
  { caBundle, environment }: Pick<AwsSettings, 'caBundle' | 'environment'>,
  onFault?: ProxyWay['onFault'],
): Promise<ConnectionOptions> {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const ca = caBundle === undefined ? {} : { ca: await readBundle(caBundle) };
  const way = { environment, timeoutMs: TUNNEL_MS, ...(onFault === undefined ? {} : { onFault }) };
  return {
    httpAgent: throughProxies(new HttpAgent(agent), 'http:', way),
    httpsAgent: throughProxies(new HttpsAgent({ ...agent, ...ca }), 'https:', way),
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
  };
}

async function readBundle(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new DroverError('aws-config', {
      detail: `The certificates of aws_ca_bundle cannot be read: ${messageOf(error)}.`,
      help: 'Name a file of PEM certificates.',
    });
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new DroverError('aws-config', {
    detail: `${path} has no certificates in PEM.`,
    help: 'Name a file of PEM certificates in aws_ca_bundle.',
  });
}
