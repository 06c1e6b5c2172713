/** Clients of the SDK by service, region and identity, made when they are first needed. */
import type { Service } from './aws.types.ts';
import type { ConnectionOptions } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { services } from './services.ts';
import { endpointFor, type AwsSettings } from './settings.ts';

/** What drover uses of a client of the SDK, whichever service it is for. */
export interface Client {
  send(command: Command, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** The same of a command. The steps of a call are those of its `middlewareStack`. */
export interface Command {
  readonly input: Readonly<Record<string, unknown>>;
  readonly middlewareStack: {
    add(
      middleware: (next: Step) => Step,
      options: { readonly step: 'build'; readonly name: string; readonly override: true },
    ): void;
  };
}

export type Step = (args: { input: unknown; request: unknown }) => Promise<{ output: unknown }>;

/** A service's package, taken apart. */
export interface ServicePackage {
  readonly Client: new (config: object) => Client;
  command(action: string, input: Readonly<Record<string, unknown>>): Command;
  /** The SDK's own way through the pages of an action that has any. */
  paginator(action: string): Paginator | undefined;
}

export type Paginator = (
  config: { readonly client: unknown },
  input: Readonly<Record<string, unknown>>,
) => AsyncIterable<Readonly<Record<string, unknown>>>;

const packages = new Map<Service, Promise<ServicePackage>>();

/** The package of a service, loaded when it is first asked for. */
export function packageOf(service: Service): Promise<ServicePackage> {
  // Advice on Node's version, which would stand between the lines of a run; there is no other way to turn it off.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const loaded = packages.get(service) ?? services[service]().then((module) => takeApart(service, module));
  packages.set(service, loaded);
  return loaded;
}

/** Here the SDK's types end: which command goes with which service is known to the types of `Aws`. */
function takeApart(service: Service, module: object): ServicePackage {
  const parts = module as Readonly<Record<string, unknown>>;
  const clientName = Object.keys(parts).find((name) => /^[A-Z]\w*Client$/.test(name)) ?? '';
  return {
    Client: parts[clientName] as ServicePackage['Client'],
    command: (action, input) => {
      const Made = parts[`${action}Command`] as (new (given: object) => Command) | undefined;
      if (Made === undefined) throw new Error(`${service} has no action ${action}.`);
      return new Made(input);
    },
    paginator: (action) => parts[`paginate${action}`] as Paginator | undefined,
  };
}

/** An action and its input as plain values: this is where the types of `Aws` and what there is at run time meet. */
export function untyped(action: unknown, input: unknown): { readonly name: string; readonly values: Values } {
  return { name: String(action), values: input as Values };
}

type Values = Readonly<Record<string, unknown>>;

export interface ClientParts {
  readonly settings: AwsSettings;
  readonly connection: ConnectionOptions;
}

/** A client that makes one try a call: what is tried again, and when, is decided by `send`. */
export async function createClient(
  service: Service,
  region: string,
  credentials: () => Promise<Credentials>,
  { settings, connection }: ClientParts,
): Promise<Client> {
  const { Client } = await packageOf(service);
  const endpoint = endpointFor(service, settings);
  return new Client({
    region,
    // `memoized`: the SDK asks each time, and does not keep credentials that were found to be expired.
    credentials: Object.assign(() => credentials(), { memoized: true }),
    maxAttempts: 1,
    requestHandler: connection,
    // It would print advice about Node's version and the like between the lines of a run.
    logger: SILENT,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
}

const silent = (): void => undefined;
const SILENT = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
