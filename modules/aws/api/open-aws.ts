/** AWS for a run: clients, credentials, rates and counts, shared by all of its tasks. */
import { createHash } from 'node:crypto';
import type { TaskContext } from '../../../engine/module.ts';
import type { Aws, Place, Service } from './aws.types.ts';
import { createClient, packageOf, untyped, type Client } from './clients.ts';
import { connectionOptions } from './connection.ts';
import { baseCredentials, type Credentials } from './credentials.ts';
import { awsError, type CallContext } from './errors.ts';
import { faultOf } from './fault.ts';
import { createIdentities, type Identities } from './identities.ts';
import { allOf, pagesOf } from './pages.ts';
import { partitionOf } from './partitions.ts';
import { createRate, type Rate } from './rate.ts';
import { allRoutes } from './search-routes.ts';
import { send, type SendPorts } from './send.ts';
import { endpointFor, settingsFrom, type AwsSettings, type SettingsContext } from './settings.ts';

type Values = Readonly<Record<string, unknown>>;

export type AwsContext = SettingsContext & Pick<TaskContext, 'pool'>;

/** The AWS of a task: the same for all tasks of a run that reach it in the same way. */
export function openAws(context: AwsContext): Promise<Aws> {
  const settings = settingsFrom(context);
  return context.pool.get(
    `aws:${digestOf(settings)}`,
    () => createAws(settings),
    (aws) => aws.close(),
  );
}

/** Only what credentials, endpoints and proxies depend on, so that other variables do not make a second session. */
function digestOf({ environment, ...settings }: AwsSettings): string {
  const relevant = Object.entries(environment).filter(([name]) =>
    /^AWS_|^(https?|all|no)_proxy$/i.test(name),
  );
  return createHash('sha256')
    .update(JSON.stringify([settings, relevant.toSorted(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('hex');
}

export interface OpenedAws extends Aws {
  close(): Promise<void>;
}

/** An AWS of its own. Nothing is loaded or sent before it is first used. */
export async function createAws(settings: AwsSettings, ports?: Partial<SendPorts>): Promise<OpenedAws> {
  const connection = await connectionOptions(settings);
  const clients = new Map<string, Promise<Client>>();
  const rates = new Map<string, Rate>();
  const calls = new Map<string, number>();

  const clientFor = (service: Service, place: Place, identity: Identity): Promise<Client> => {
    const key = JSON.stringify([service, place.account, place.role, place.externalId, place.region]);
    const made =
      clients.get(key) ?? createClient(service, place.region, identity.get, { settings, connection });
    clients.set(key, made);
    return made;
  };
  const rateFor = (service: Service, { account, region }: Place): Rate => {
    const key = `${account} ${region} ${service}`;
    const rate = rates.get(key) ?? createRate(settings.rateLimit);
    rates.set(key, rate);
    return rate;
  };
  const count = (service: Service, action: string): void => {
    const key = `${service}:${action}`;
    calls.set(key, (calls.get(key) ?? 0) + 1);
  };

  const callAs = async (
    identity: Identity,
    context: CallContext,
    input: Values,
    signal?: AbortSignal,
  ): Promise<Values> => {
    const { service, action, place } = context;
    signal?.throwIfAborted();
    // Before the client asks for them: what goes wrong with a role is told as it is.
    await identity.get();
    return send({
      client: await clientFor(service, place, identity),
      command: (await packageOf(service)).command(action, input),
      context,
      rate: rateFor(service, place),
      renew: identity.renew,
      count: () => {
        count(service, action);
      },
      signal,
      ports,
    });
  };

  const base = baseCredentials(settings);
  const identities: Identities = createIdentities({
    base,
    externalIds: settings.externalIds,
    sessionName: sessionName(),
    callSts: (place, action, input) => {
      const context = contextOf(place, 'sts', action, settings);
      const caller: Place = { account: '', region: place.region };
      const identity = identityOf(base, context);
      return callAs(identity, { ...context, place: action === 'AssumeRole' ? place : caller }, input);
    },
  });

  const call = (place: Place, service: Service, action: string, input: Values, signal?: AbortSignal) => {
    const context = contextOf(place, service, action, settings);
    return callAs(identityOf(identities.sourceFor(place), context), context, input, signal);
  };

  const aws: OpenedAws = {
    // The types of a service's calls and answers are those of its package: see `Aws`.
    call: (place, service, action, input, { signal } = {}) => {
      const { name, values } = untyped(action, input);
      return call(place, service, name, values, signal) as Promise<never>;
    },
    all: async (place, service, action, input, key, { signal } = {}) => {
      const { name, values } = untyped(action, input);
      const context = contextOf(place, service, name, settings);
      const parts = await packageOf(service);
      const pages = (asked: Values) => ({
        parts,
        context,
        input: asked,
        call: (question: Values) => call(place, service, name, question, signal),
      });
      const found =
        name === 'SearchTransitGatewayRoutes'
          ? await allRoutes(context, values, (asked) => pagesOf(pages(asked)))
          : await allOf(pages(values), String(key));
      return found as never;
    },
    make: (place, { service, action, input }, { signal } = {}) => call(place, service, action, input, signal),
    partitionOf,
    callsMade: () => new Map(calls),
    async close() {
      for (const client of clients.values()) (await client).destroy();
    },
  };
  return aws;
}

/** The credentials of calls as one identity, with the way to have them made anew. */
interface Identity {
  readonly get: () => Promise<Credentials>;
  readonly renew: () => void;
}

function identityOf(
  source: { get(): Promise<Credentials>; forget(old: Credentials): void },
  context: CallContext,
): Identity {
  let last: Credentials | undefined;
  return {
    get: async () =>
      (last = await source.get().catch((error: unknown) => {
        throw credentialsError(error, context);
      })),
    renew: () => {
      if (last !== undefined) source.forget(last);
    },
  };
}

/** What the chain of credentials throws is not drover's: its words are kept, and told where they belong. */
function credentialsError(error: unknown, context: CallContext): unknown {
  const isOwn = error instanceof Error && 'diagnostic' in error;
  if (isOwn) return error;
  const fault = faultOf(error);
  if (fault.kind === 'proxy') return awsError(fault, context);
  return awsError({ ...fault, kind: 'client', code: 'CredentialsProviderError' }, context);
}

function contextOf(place: Place, service: Service, action: string, settings: AwsSettings): CallContext {
  const endpoint = endpointFor(service, settings);
  return {
    place,
    service,
    action,
    ...(endpoint === undefined ? {} : { endpoint: new URL(endpoint).origin }),
  };
}

/** Tells in CloudTrail which run of drover called; of the letters that STS takes. */
function sessionName(): string {
  return `drover-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${process.pid}`;
}
