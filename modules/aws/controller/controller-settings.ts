import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Aws } from '../api/aws.types.ts';
import type { Trust } from '../api/post-form.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';

export type ControllerContext = Pick<TaskContext, 'variable' | 'environment' | 'controller'>;

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The address of the controller's API. */
export function controllerUrl(context: ControllerContext, { aviatrix }: Discovery): string {
  if (aviatrix === undefined)
    throw new DroverError('controller-settings', {
      detail: 'The discovery.yaml names no controller: it has no section aviatrix.',
      help: 'Add aviatrix.controller_ip and aviatrix.controller_account. Only an inventory goes without.',
    });
  const port = portOf(context.variable('controller_port'));
  const host = aviatrix.controller_ip.includes(':') ? `[${aviatrix.controller_ip}]` : aviatrix.controller_ip;
  return `https://${host}:${port}/v1/api`;
}

function portOf(given: unknown): number {
  if (given === undefined || given === null) return 443;
  const port = typeof given === 'string' ? Number(given) : given;
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new DroverError('controller-settings', {
    detail: `controller_port is ${JSON.stringify(given)}, which is no port.`,
    help: 'Leave it out for 443.',
  });
}

/** Who the controller has to be: one that the system, a given authority, or a pinned fingerprint vouches for. */
export async function controllerTrust(context: ControllerContext): Promise<Trust> {
  const fingerprint = context.variable('controller_fingerprint');
  const ca = context.variable('controller_ca');
  return {
    ...(given(fingerprint) ? { fingerprint: readFingerprint(fingerprint) } : {}),
    ...(given(ca) ? { ca: await readAuthority(ca, context) } : {}),
  };
}

function readFingerprint(text: string): string {
  const digits = text
    .replace(/^sha-?256[:=]/i, '')
    .replaceAll(/[:\s]/g, '')
    .toUpperCase();
  if (/^[0-9A-F]{64}$/.test(digits)) return digits;
  throw new DroverError('controller-settings', {
    detail:
      'controller_fingerprint is no SHA-256 fingerprint: that has 64 hexadecimal digits, with or without colons.',
    help: 'On the controller itself, `openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE` shows it.',
  });
}

async function readAuthority(path: string, { controller }: ControllerContext): Promise<string> {
  if ((await controller.files.status(path)) !== undefined) {
    const text = Buffer.from(await controller.files.read(path)).toString('utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  }
  throw new DroverError('controller-settings', {
    detail: `controller_ca names ${path}, which is no file of certificates (PEM).`,
    help: 'Name the file that has the certificate of the authority, or pin the controller by controller_fingerprint.',
  });
}

/** From variables, else from the environment, else from the parameter store where discovery.yaml says so. */
export async function controllerLogin(
  context: ControllerContext,
  { aviatrix }: Discovery,
  aws: Aws,
): Promise<Login> {
  const environment = { ...process.env, ...context.environment };
  const find = (variable: string, ofProvider: string): string | undefined =>
    [context.variable(variable), environment[variable], environment[ofProvider]].find(given);
  const username = find('aviatrix_controller_user', 'AVIATRIX_USERNAME');
  const password = find('aviatrix_controller_password', 'AVIATRIX_PASSWORD');
  if (username !== undefined && password !== undefined) return { username, password };
  const access = aviatrix?.tf_controller_access;
  if (aviatrix !== undefined && access?.mode === 'SSM')
    return {
      username: username ?? access.username,
      password: password ?? (await storedPassword(aviatrix.controller_account, access, aws)),
    };
  throw new DroverError('controller-settings', {
    detail: `There is no ${username === undefined ? 'user' : 'password'} for the controller.`,
    help: 'Set aviatrix_controller_user and aviatrix_controller_password, as variables of a vault or in the environment; or keep the password in the parameter store (aviatrix.tf_controller_access with mode: SSM).',
  });
}

async function storedPassword(
  account: string,
  access: { readonly region: string; readonly password_store: string; readonly ssm_role: string },
  aws: Aws,
): Promise<string> {
  const place = {
    account,
    region: access.region,
    ...(access.ssm_role === '' ? {} : { role: access.ssm_role }),
  };
  const answer = await aws.call(place, 'ssm', 'GetParameter', {
    Name: access.password_store,
    WithDecryption: true,
  });
  const value = answer.Parameter?.Value;
  if (given(value)) return value;
  throw new DroverError('controller-settings', {
    detail: `The parameter ${access.password_store} of account ${account} in ${access.region} is empty: it should hold the password of the controller.`,
    help: 'Store the password there, or give it by aviatrix_controller_password.',
  });
}

function given(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
