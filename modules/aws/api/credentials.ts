/** Where credentials come from: the default chain of AWS's tools, read from the task's environment. */
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
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
  const isFresh = ({ expiration }: Credentials): boolean =>
    expiration === undefined || expiration.getTime() - now() > EARLY_MS;
  return {
    get() {
      if (held !== undefined && isFresh(held)) return Promise.resolve(held);
      underWay ??= fetch()
        .then((fetched) => (held = fetched))
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
export function baseCredentials({ environment }: AwsSettings): CredentialSource {
  return renewing(async () => {
    const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
    const sessionToken = environment['AWS_SESSION_TOKEN'];
    if (accessKeyId && secretAccessKey)
      return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    const providers = await import('@aws-sdk/credential-providers');
    const {
      AWS_WEB_IDENTITY_TOKEN_FILE: webIdentityTokenFile,
      AWS_ROLE_ARN: roleArn,
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relativeUri,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: fullUri,
    } = environment;
    if (webIdentityTokenFile && roleArn)
      return providers.fromTokenFile({ webIdentityTokenFile, roleArn, ...sessionName(environment) })();
    const profile = environment['AWS_PROFILE'] ?? environment['AWS_DEFAULT_PROFILE'];
    if (!profile && (relativeUri || fullUri)) return providers.fromHttp(containerOptions(environment))();
    return providers
      .fromNodeProviderChain(profileOptions(environment, profile))()
      .catch((error: unknown) => {
        throw new Error(`profile ${profile || 'default'}: ${messageOf(error)}`, { cause: error });
      });
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

function profileOptions(environment: Environment, profile: string | undefined): Record<string, unknown> {
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  return {
    ...present({
      profile,
      filepath: environment['AWS_SHARED_CREDENTIALS_FILE'],
      configFilepath: environment['AWS_CONFIG_FILE'],
    }),
    // The files are read when they are asked for: `aws sso login` in another window helps a run that is under way.
    ignoreCache: true,
    ...(region ? { clientConfig: { region } } : {}),
  };
}

function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
