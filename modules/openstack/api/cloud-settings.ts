import { didYouMean } from './nearest.ts';
import type { Problem, RawCloud, Setting, Settings } from './raw-cloud.ts';
import type { CloudCredentials, Service } from './session.types.ts';
import { parseUrl } from './url.ts';

type Read = Omit<CloudCredentials, 'label' | 'authType' | 'auth'>;

const INTERFACES = ['public', 'internal', 'admin'];

/** The words before `_endpoint_override` under which a service goes. */
const OVERRIDE_WORDS: Readonly<Record<string, Service>> = {
  identity: 'identity',
  network: 'network',
  compute: 'compute',
  image: 'image',
  block_storage: 'block-storage',
  volume: 'block-storage',
  volumev3: 'block-storage',
  placement: 'placement',
};

/** Reads what stands beside `auth`, under the names of modules' arguments, of clouds.yaml and of the environment. */
export function readSettings(raw: RawCloud, home: string | undefined, problems: Problem[]): Read {
  const { settings } = raw;
  const region = textOf(firstOf(settings, 'region_name', 'region'), problems);
  const endpointOverrides = readOverrides(settings, problems);
  const files = readFiles(settings, home, problems);
  const timeout = readTimeout(firstOf(settings, 'api_timeout'), problems);
  const endpointInterface = readInterface(firstOf(settings, 'interface', 'endpoint_type'), problems);
  return {
    verify: readVerify(settings, problems),
    ...files,
    ...(region === undefined ? {} : { region }),
    ...(endpointInterface === undefined ? {} : { interface: endpointInterface }),
    ...(endpointOverrides === undefined ? {} : { endpointOverrides }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
}

function firstOf(settings: Settings, ...keys: readonly string[]): Setting | undefined {
  return keys.map((key) => settings.get(key)).find((setting) => setting !== undefined);
}

function textOf(setting: Setting | undefined, problems: Problem[]): string | undefined {
  if (setting === undefined) return undefined;
  if (typeof setting.value === 'string' || typeof setting.value === 'number') return String(setting.value);
  problems.push({ detail: `${setting.name} must be a text.`, help: 'Put the value in quotes.' });
  return undefined;
}

function readInterface(setting: Setting | undefined, problems: Problem[]): string | undefined {
  if (setting === undefined) return undefined;
  const written: unknown = Array.isArray(setting.value) ? setting.value[0] : setting.value;
  const word = String(written).replace(/URL$/, '').toLowerCase();
  if (INTERFACES.includes(word)) return word;
  problems.push({
    detail: `${setting.name} is "${String(written)}", which is no interface.${didYouMean(word, INTERFACES)}`,
    help: 'Use public, internal or admin.',
  });
  return undefined;
}

/** Certificates are checked unless somebody said not to. */
function readVerify(settings: Settings, problems: Problem[]): boolean {
  const verify = firstOf(settings, 'validate_certs', 'verify');
  if (verify !== undefined) return truthOf(verify, problems) ?? true;
  const insecure = settings.get('insecure');
  return insecure === undefined ? true : !(truthOf(insecure, problems) ?? false);
}

const TRUTHS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  y: true,
  t: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  n: false,
  f: false,
  '0': false,
};

function truthOf(setting: Setting, problems: Problem[]): boolean | undefined {
  const word = String(setting.value).trim().toLowerCase();
  const truth = Object.hasOwn(TRUTHS, word) ? TRUTHS[word] : undefined;
  if (truth === undefined) {
    problems.push({
      detail: `${setting.name} is "${String(setting.value)}", which is neither true nor false.`,
      help: 'Use true or false.',
    });
  }
  return truth;
}

function readFiles(
  settings: Settings,
  home: string | undefined,
  problems: Problem[],
): Pick<CloudCredentials, 'caFile' | 'clientCertificateFile' | 'clientKeyFile'> {
  const path = (...keys: readonly string[]): string | undefined => {
    const text = textOf(firstOf(settings, ...keys), problems);
    return text !== undefined && home !== undefined ? text.replace(/^~(?=\/|$)/, home) : text;
  };
  const caFile = path('ca_cert', 'cacert');
  const clientCertificateFile = path('client_cert', 'cert');
  const clientKeyFile = path('client_key', 'key');
  if (clientKeyFile !== undefined && clientCertificateFile === undefined) {
    problems.push({
      detail: `${firstOf(settings, 'client_key', 'key')?.name ?? 'key'} names a key, but no client certificate is named.`,
      help: 'Set client_cert (cert in clouds.yaml, OS_CERT) too.',
    });
  }
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(clientCertificateFile === undefined ? {} : { clientCertificateFile }),
    ...(clientKeyFile === undefined ? {} : { clientKeyFile }),
  };
}

function readTimeout(setting: Setting | undefined, problems: Problem[]): number | undefined {
  if (setting === undefined) return undefined;
  const seconds = Number(setting.value);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  problems.push({
    detail: `${setting.name} is "${String(setting.value)}", which is no number of seconds.`,
    help: 'Use a number above 0.',
  });
  return undefined;
}

function readOverrides(
  settings: Settings,
  problems: Problem[],
): Readonly<Partial<Record<Service, string>>> | undefined {
  const overrides: Partial<Record<Service, string>> = {};
  for (const [key, setting] of settings) {
    const word = /^(.+)_endpoint_override$/.exec(key)?.[1];
    const service =
      word !== undefined && Object.hasOwn(OVERRIDE_WORDS, word) ? OVERRIDE_WORDS[word] : undefined;
    if (service === undefined) continue;
    const url = parseUrl(String(setting.value));
    if (url !== undefined && /^https?:$/.test(url.protocol)) overrides[service] = String(setting.value);
    else
      problems.push({
        detail: `${setting.name} is no http or https address.`,
        help: 'Set the address of the service, or take it out.',
      });
  }
  return Object.keys(overrides).length === 0 ? undefined : overrides;
}
