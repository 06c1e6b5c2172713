import { diagnostic, type Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { readAuth } from './auth-keys.ts';
import { authTypeOf } from './auth-types.ts';
import { checkAuth, plainAuth } from './check-auth.ts';
import { readSettings } from './cloud-settings.ts';
import { readCloudFiles, type CloudFiles, type ConfigFiles } from './clouds-files.ts';
import { cloudOfMapping, namedCloud } from './clouds-yaml.ts';
import { cloudOfEnvironment, type Environment } from './environment.ts';
import { isObject } from './json.ts';
import { quotedList } from './nearest.ts';
import { mergeClouds, settingsOf, type Problem, type RawCloud } from './raw-cloud.ts';
import type { CloudCredentials } from './session.types.ts';

/** What the arguments of a module may say of a cloud; all are optional, and further ones are passed over. */
export type CloudArguments = Readonly<Record<string, unknown>>;

export interface CredentialPorts {
  /** The variables of the process, with those of the task on top. */
  readonly environment: Environment;
  /** The files of the machine that drover runs on. */
  readonly files: ConfigFiles;
  /** What the `auth` dictionary is called where it was written: `os_migrate_src_auth`. Default: `auth`. */
  readonly label?: string;
}

export interface ReadCredentials {
  /** Undefined if there are diagnostics. */
  readonly credentials: CloudCredentials | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Arguments that describe a cloud beside `cloud` and `auth`. */
const SETTING_ARGUMENTS = [
  'auth_type',
  'region_name',
  'validate_certs',
  'ca_cert',
  'client_cert',
  'client_key',
  'interface',
  'api_timeout',
] as const;

/**
 * The credentials that arguments, clouds.yaml and `OS_*` variables give, in this order:
 *
 * - `cloud` as a mapping is the cloud; as a name it is looked up in clouds.yaml. Other arguments go over it.
 * - `auth` without `cloud` stands alone: variables meant for another cloud must not mix with it.
 * - Without both, `OS_CLOUD` names the cloud, else the `OS_*` variables are it, else the only one in clouds.yaml.
 *
 * Throws one DroverError that lists everything that is wrong.
 */
export async function credentialsFromArguments(
  args: CloudArguments,
  ports: CredentialPorts,
): Promise<CloudCredentials> {
  const { credentials, diagnostics } = await readCredentials(args, ports);
  if (credentials !== undefined) return credentials;
  const [first] = diagnostics;
  if (first === undefined || diagnostics.length === 1) {
    throw new DroverError('openstack-config', { detail: first?.detail ?? '', help: first?.help });
  }
  throw new DroverError('openstack-config', {
    detail: diagnostics.map(({ detail }) => detail).join('\n'),
    help: [...new Set(diagnostics.flatMap(({ help }) => help ?? []))].join('\n'),
  });
}

/** The same, with everything that is wrong as diagnostics. Unreadable files are still thrown. */
export async function readCredentials(
  args: CloudArguments,
  ports: CredentialPorts,
): Promise<ReadCredentials> {
  const problems: Problem[] = [];
  const raw = await rawCloud(args, ports, problems);
  const auth = readAuth(raw, problems);
  const authType = authTypeOf(raw, auth.values, problems);
  checkAuth(raw, auth, authType, problems);
  const settings = readSettings(raw, ports.environment['HOME'], problems);
  const diagnostics = problems.map((problem) => diagnostic('openstack-config', problem));
  if (authType === undefined || diagnostics.length > 0) return { credentials: undefined, diagnostics };
  const bundle = ports.environment['REQUESTS_CA_BUNDLE'];
  return {
    diagnostics,
    credentials: {
      label: raw.label,
      authType,
      auth: plainAuth(auth.values),
      // OpenStack's own client is told of a private authority this way too.
      ...(bundle === undefined || bundle === '' ? {} : { caFile: bundle }),
      ...settings,
    },
  };
}

async function rawCloud(
  args: CloudArguments,
  ports: CredentialPorts,
  problems: Problem[],
): Promise<RawCloud> {
  const given = ofArguments(args, ports.label, problems);
  const beneath = await cloudBeneath(args, given, ports, problems);
  return beneath === undefined
    ? given
    : { ...mergeClouds(beneath, given), label: ports.label ?? beneath.label, nameOfAuth: beneath.nameOfAuth };
}

/** What the arguments themselves say. */
function ofArguments(args: CloudArguments, label: string | undefined, problems: Problem[]): RawCloud {
  const name = label ?? 'auth';
  const nameOfAuth = (key: string): string => `${name}.${key}`;
  const auth = args['auth'] ?? undefined;
  if (auth !== undefined && !isObject(auth)) {
    problems.push({
      detail: `${name} must be a dictionary of keys such as auth_url, username, password and project_name.`,
    });
  }
  const settings = Object.fromEntries(SETTING_ARGUMENTS.map((key) => [key, args[key]]));
  return {
    label: name,
    auth: settingsOf(isObject(auth) ? auth : {}, nameOfAuth),
    settings: settingsOf(settings, (key) => key),
    nameOfAuth,
  };
}

async function cloudBeneath(
  args: CloudArguments,
  given: RawCloud,
  ports: CredentialPorts,
  problems: Problem[],
): Promise<RawCloud | undefined> {
  const { environment } = ports;
  const cloud = args['cloud'] ?? undefined;
  const region = given.settings.get('region_name')?.value;
  const asked = typeof region === 'string' ? region : undefined;
  const read = (): Promise<CloudFiles> => readCloudFiles(environment, ports.files);
  if (isObject(cloud)) {
    // The files matter only to a cloud that names a profile; a broken one must not be in the way otherwise.
    const files = cloud['profile'] === undefined ? { publicClouds: {} } : await read();
    const source = { label: 'cloud', path: 'cloud', place: undefined, region: asked, files };
    return cloudOfMapping(cloud, source, problems);
  }
  if (cloud !== undefined && cloud !== '') {
    const name = textOfName(cloud);
    if (name === 'envvars') return cloudOfEnvironment(environment) ?? failNothingSet(await read());
    return namedCloud(name, await read(), asked, problems);
  }
  if (given.auth.size > 0 || (args['auth'] !== undefined && args['auth'] !== null)) return undefined;
  return cloudOfSurroundings(ports, asked, await read(), problems);
}

function textOfName(cloud: unknown): string {
  if (typeof cloud === 'string' || typeof cloud === 'number') return String(cloud);
  throw new DroverError('openstack-config', {
    detail:
      'The argument cloud must be the name of a cloud in clouds.yaml, or a dictionary that describes one.',
  });
}

/** The cloud where no argument says which. */
function cloudOfSurroundings(
  { environment }: CredentialPorts,
  region: string | undefined,
  files: CloudFiles,
  problems: Problem[],
): RawCloud {
  const variables = cloudOfEnvironment(environment);
  const name = environment['OS_CLOUD'];
  if (name !== undefined && name !== '') {
    const cloud = namedCloud(name, files, region ?? environment['OS_REGION_NAME'], problems);
    return variables === undefined ? cloud : withSecretsOf(variables, cloud);
  }
  if (variables !== undefined) return variables;
  const names = Object.keys(files.clouds);
  if (names.length === 1 && names[0] !== undefined) return namedCloud(names[0], files, region, problems);
  return failNothingSet(files);
}

const SECRETS = ['password', 'token', 'application_credential_secret'];

/** People keep secrets out of clouds.yaml and in variables: those fill what the file leaves out, and nothing else. */
function withSecretsOf(variables: RawCloud, cloud: RawCloud): RawCloud {
  const secrets = [...variables.auth].filter(([key]) => SECRETS.includes(key));
  const hasOwn = SECRETS.some((key) => cloud.auth.has(key));
  return hasOwn ? cloud : { ...cloud, auth: new Map([...cloud.auth, ...secrets]) };
}

function failNothingSet(files: CloudFiles): never {
  const names = Object.keys(files.clouds).sort();
  throw new DroverError('openstack-config', {
    detail:
      'Nothing says which cloud to use: there is neither cloud nor auth among the arguments, and neither OS_CLOUD nor OS_AUTH_URL is set.' +
      (names.length === 0 ? '' : ` ${files.path ?? 'clouds.yaml'} describes several: ${quotedList(names)}.`),
    help: 'Set auth (os_migrate_src_auth, os_migrate_dst_auth), or name a cloud of clouds.yaml with cloud or OS_CLOUD.',
  });
}
