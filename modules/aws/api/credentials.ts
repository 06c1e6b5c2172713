/** Where credentials come from: the default chain of AWS's tools, read from the task's environment. */
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { ProxyFault } from '../../../engine/network/proxy-fault.ts';
import { connectionOptions, type ConnectionOptions } from './connection.ts';
import type { AwsSettings } from './settings.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

/** Renewed this long before they run out. */
const EARLY_MS = 5 * 60_000;

/** Credentials that are fetched once for all who ask at the same time, and again before they run out. */
export interface CredentialSource {
  get(): Promise<Credentials>;
  /** AWS said that these have expired: the next `get` fetches anew. Others, that came meanwhile, are kept. */
  forget(old: Credentials): void;
}

export function renewing(fetch: () => Promise<Credentials>, now: () => number = Date.now): CredentialSource {
  let held: Credentials | undefined;
  let underWay: Promise<Credentials> | undefined;
  const lasts = ({ expiration }: Credentials, ms: number): boolean =>
    expiration === undefined || expiration.getTime() - now() > ms;
  return {
    get() {
      if (held !== undefined && lasts(held, EARLY_MS)) return Promise.resolve(held);
      underWay ??= fetch()
        .then((fetched) => (held = fetched))
        .catch((error: unknown) => {
          // Fetched early to be there in time: until then the old ones do.
          if (held !== undefined && lasts(held, 0)) return held;
          throw error;
        })
        .finally(() => (underWay = undefined));
      return underWay;
    },
    forget(old) {
      if (held === old) held = undefined;
    },
  };
}

/**
 * The default chain: keys of the environment, a web identity, the profile (keys, role, SSO, process, login), the
 * container's credentials, the instance's. Keys go before AWS_PROFILE, as they do for the command line of AWS.
 */
export function baseCredentials(settings: AwsSettings): CredentialSource {
  const { environment } = settings;
  return renewing(() => {
    const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
    const sessionToken = environment['AWS_SESSION_TOKEN'];
    if (accessKeyId && secretAccessKey)
      return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
    return overOwnConnections(settings, (requestHandler) => fromProviders(environment, requestHandler));
  });
}

/**
 * The calls that the SDK makes for credentials go the way of all others. What it makes of a proxy that refuses does not tell
 * of the proxy: its fault is kept from before.
 */
async function overOwnConnections(
  settings: AwsSettings,
  fetch: (connection: ConnectionOptions) => Promise<Credentials>,
): Promise<Credentials> {
  let met: ProxyFault | undefined;
  const connection = await connectionOptions(settings, (fault) => (met = fault));
  try {
    return await fetch(connection);
  } catch (error) {
    throw met ?? error;
  } finally {
    connection.httpAgent.destroy();
    connection.httpsAgent.destroy();
  }
}

/** Containers and instances are asked by the SDK over no connection of ours: they are never behind a proxy. */
async function fromProviders(
  environment: Environment,
  requestHandler: ConnectionOptions,
): Promise<Credentials> {
  const providers = await import('@aws-sdk/credential-providers');
  const {
    AWS_WEB_IDENTITY_TOKEN_FILE: webIdentityTokenFile,
    AWS_ROLE_ARN: roleArn,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relativeUri,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: fullUri,
  } = environment;
  if (webIdentityTokenFile && roleArn) {
    const identity = { webIdentityTokenFile, roleArn, ...sessionName(environment) };
    const clientConfig = clientOptions(environment, requestHandler);
    return providers.fromTokenFile({ ...identity, clientConfig })();
  }
  const profile = environment['AWS_PROFILE'] ?? environment['AWS_DEFAULT_PROFILE'];
  if (!profile && (relativeUri || fullUri)) return providers.fromHttp(containerOptions(environment))();
  return providers
    .fromNodeProviderChain(profileOptions(environment, profile, requestHandler))()
    .catch((error: unknown) => {
      throw new Error(`profile ${profile || 'default'}: ${messageOf(error)}`, { cause: error });
    });
}

type Environment = AwsSettings['environment'];

function sessionName(environment: Environment): { roleSessionName?: string } {
  const name = environment['AWS_ROLE_SESSION_NAME'];
  return name ? { roleSessionName: name } : {};
}

function containerOptions(environment: Environment): Record<string, string> {
  return present({
    awsContainerCredentialsRelativeUri: environment['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    awsContainerCredentialsFullUri: environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    awsContainerAuthorizationToken: environment['AWS_CONTAINER_AUTHORIZATION_TOKEN'],
    awsContainerAuthorizationTokenFile: environment['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  });
}

function profileOptions(
  environment: Environment,
  profile: string | undefined,
  requestHandler: ConnectionOptions,
): Record<string, unknown> {
  const clientConfig = clientOptions(environment, requestHandler);
  return {
    ...present({
      profile,
      filepath: environment['AWS_SHARED_CREDENTIALS_FILE'],
      configFilepath: environment['AWS_CONFIG_FILE'],
    }),
    // The files are read when they are asked for: `aws sso login` in another window helps a run that is under way.
    ignoreCache: true,
    clientConfig,
    // A profile's web identity takes nothing of `clientConfig`.
    parentClientConfig: clientConfig,
  };
}

/** For the clients that the SDK makes for itself. */
function clientOptions(environment: Environment, requestHandler: ConnectionOptions): ClientOptions {
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  return { requestHandler, ...(region ? { region } : {}) };
}

interface ClientOptions {
  readonly requestHandler: ConnectionOptions;
  readonly region?: string;
}

function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
