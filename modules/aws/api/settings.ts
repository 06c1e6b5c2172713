/** How AWS is reached in a run: from variables and from the task's environment. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Service } from './aws.types.ts';

export interface AwsSettings {
  /** The environment that credentials, profiles, endpoints and proxies are looked up in. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** In place of every service's own endpoint. */
  readonly endpointUrl?: string;
  /** A file of certificates (PEM) that are trusted in place of the usual ones. */
  readonly caBundle?: string;
  /** Calls a second and (account, region, service). */
  readonly rateLimit: number;
  readonly externalIds: Readonly<Record<string, string>>;
}

/** What of a task's context settings are read from. */
export type SettingsContext = Pick<TaskContext, 'environment' | 'variable'>;

const DEFAULT_RATE = 20;

/** Throws `aws-config`, naming the variable. */
export function settingsFrom(context: SettingsContext): AwsSettings {
  const environment = { ...process.env, ...context.environment };
  const endpointUrl = textOf(context, 'aws_endpoint_url');
  const caBundle = textOf(context, 'aws_ca_bundle') ?? given(environment['AWS_CA_BUNDLE']);
  if (endpointUrl !== undefined) checkEndpoint(endpointUrl, 'aws_endpoint_url');
  return {
    environment,
    rateLimit: rateOf(context.variable('aws_rate_limit')),
    externalIds: externalIdsOf(context.variable('aws_external_ids')),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(caBundle === undefined ? {} : { caBundle }),
  };
}

/** As the SDKs call the services in variables of the environment. */
const IDS: Readonly<Record<Service, string>> = {
  ec2: 'EC2',
  sts: 'STS',
  s3: 'S3',
  iam: 'IAM',
  ssm: 'SSM',
  'service-quotas': 'SERVICE_QUOTAS',
  'direct-connect': 'DIRECT_CONNECT',
  'elastic-load-balancing-v2': 'ELASTIC_LOAD_BALANCING_V2',
};

/**
 * The endpoint that was set for a service: by the variable aws_endpoint_url, by AWS_ENDPOINT_URL_<SERVICE>, or by
 * AWS_ENDPOINT_URL (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
 */
export function endpointFor(service: Service, settings: AwsSettings): string | undefined {
  if (settings.endpointUrl !== undefined) return settings.endpointUrl;
  const { environment } = settings;
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined;
  for (const name of [`AWS_ENDPOINT_URL_${IDS[service]}`, 'AWS_ENDPOINT_URL']) {
    const url = given(environment[name]);
    if (url === undefined) continue;
    checkEndpoint(url, name);
    return url;
  }
  return undefined;
}

function checkEndpoint(url: string, name: string): void {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return;
  throw wrong(
    `${name} is no address of the kind https://host.`,
    `Give ${name} a whole URL, or leave it out.`,
  );
}

function textOf(context: SettingsContext, name: string): string | undefined {
  const value = context.variable(name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw wrong(`${name} is to be a text.`, `Put its value in quotes.`);
}

function rateOf(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_RATE;
  const rate = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof rate === 'number' && Number.isFinite(rate) && rate > 0) return rate;
  throw wrong('aws_rate_limit is to be a number of calls a second above 0.', 'Leave it out for 20.');
}

function externalIdsOf(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined;
  const read = entries?.map(([account, id]) => [account, String(id)] as const);
  if (read?.every(([account]) => /^\d{12}$/.test(account)) === true) return Object.fromEntries(read);
  throw wrong(
    'aws_external_ids is to be a dictionary of external ids by account.',
    'Write {"123456789012": the-id}; the account in quotes, with all its twelve digits.',
  );
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function wrong(detail: string, help: string): DroverError {
  return new DroverError('aws-config', { detail, help });
}
