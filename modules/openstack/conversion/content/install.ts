import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../../../engine/module.ts';
import type { ConversionHost } from '../conversion-host.types.ts';
import { textAt } from '../link/login.ts';
import { KNOWN, readDistribution, type Command, type Distribution } from './distribution.ts';
import { DONE_FILE, onceOf, proxiesOf, type ContentSettings } from './prepare-settings.ts';
import { reboot } from './reboot.ts';
import { canRegister, IDENTITY, registration, type Subscription } from './subscription.ts';

export interface Work {
  readonly host: ConversionHost;
  readonly settings: ContentSettings;
  readonly signal: AbortSignal;
  /** Tools are missing. */
  readonly isLacking: boolean;
  /** What is done once has not been done. */
  readonly isFirst: boolean;
  /** So long a host may take to let drover in again. */
  readonly loginTimeoutMs: number;
}

/** An hour: slow mirrors are slow. */
const PACKAGES_MS = 3_600_000;

/** Installs what is missing on a host, and does there what is done once. */
export async function install(work: Work): Promise<void> {
  const { host, settings, isLacking, isFirst } = work;
  // What the first boot still does would be in the way: it is waited for, however it ends.
  await run(work, [
    'sh',
    '-c',
    'command -v cloud-init >/dev/null && cloud-init status --wait >/dev/null; true',
  ]);
  if (isFirst && settings.pre_hook != null) await runHook(work, 'pre', settings.pre_hook);
  if (isLacking || (isFirst && settings.update)) await installPackages(work, await distributionOf(host));
  if (isFirst && settings.post_hook != null) await runHook(work, 'post', settings.post_hook);
  await need(work, ['mkdir', '-p', '-m', '700', '/etc/drover']);
  await host.machine.connection.files.write(DONE_FILE, `${onceOf(settings)}\n`, { mode: 0o600 });
}

/** What runs on a host. */
export async function distributionOf({ machine }: ConversionHost): Promise<Distribution> {
  return readDistribution((await textAt(machine.connection, '/etc/os-release')) ?? '');
}

async function installPackages(work: Work, { family, id, title }: Distribution): Promise<void> {
  const { host, settings } = work;
  if (family === undefined) {
    throw new DroverError('conversion-host-unready', {
      detail: `Conversion host "${host.name}" of the ${host.side} runs ${title}, and drover has packages for ${KNOWN}.`,
      help: 'Take an image of one of these, or install nbdkit, nbdcopy (libnbd) and an SSH client there, by os_migrate_src_conversion_host_pre_content_hook or in the image.',
    });
  }
  if (id === 'rhel' && settings.rhsm != null) await register(work, settings.rhsm);
  const environment = { ...family.environment, ...proxiesOf(settings) };
  for (const command of family.refresh) await need(work, command, { environment });
  if (work.isLacking) await need(work, family.install(family.packages), { environment });
  if (work.isFirst && settings.update) await need(work, family.update, { environment });
  if (settings.reboot) await reboot(host, work);
}

async function register(work: Work, subscription: Subscription): Promise<void> {
  if (!canRegister(subscription)) return;
  const { rc } = await run(work, IDENTITY);
  if (rc === 0) return;
  const { server_proxy_password: secret } = subscription;
  if (secret != null) await writeProxyPassword(work, secret);
  for (const { command, ...options } of registration(subscription)) await need(work, command, options);
}

/** Into the file that the program reads, and not into its arguments, which all on the machine can see. */
async function writeProxyPassword({ host }: Work, secret: string): Promise<void> {
  const path = '/etc/rhsm/rhsm.conf';
  const { files } = host.machine.connection;
  const text = new TextDecoder().decode(await files.read(path));
  const line = `proxy_password = ${secret}`;
  const changed = /^proxy_password\s*=.*$/m.test(text)
    ? text.replace(/^proxy_password\s*=.*$/m, () => line)
    : text.replace(/^\[server\]\s*$/m, (head) => `${head}\n${line}`);
  await files.write(path, changed, { mode: 0o600 });
}

async function runHook(work: Work, which: 'pre' | 'post', script: string): Promise<void> {
  const side = work.host.side === 'source' ? 'src' : 'dst';
  const called = `os_migrate_${side}_conversion_host_${which}_content_hook`;
  const environment = proxiesOf(work.settings);
  await need(work, ['bash', '-s'], { stdin: script, environment, called });
}

interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** What it is called in messages; default: the command. */
  readonly called?: string;
}

function run({ host, signal }: Work, command: Command, options: RunOptions = {}): Promise<CommandOutcome> {
  const { environment, stdin } = options;
  return host.machine.connection.execute(command, {
    timeoutMs: PACKAGES_MS,
    signal,
    ...(environment === undefined ? {} : { environment }),
    ...(stdin === undefined ? {} : { stdin }),
  });
}

async function need(work: Work, command: Command, options: RunOptions = {}): Promise<void> {
  const { rc, stdout, stderr } = await run(work, command, options);
  if (rc === 0) return;
  const { name, side } = work.host;
  const said = lastLines(stderr.trim() === '' ? stdout : stderr);
  throw new DroverError('conversion-host-unready', {
    detail: `On conversion host "${name}" of the ${side}, ${options.called ?? `"${command.join(' ')}"`} ended with ${rc}: ${said}`,
    help: 'Can the host reach its repositories (os_migrate_src_conversion_subnet_dns_nameservers, os_migrate_conversion_http_proxy), and does it have the packages? The same playbook goes on when that is mended.',
  });
}

const LINES = 5;

function lastLines(text: string): string {
  const lines = text.trim().split(/\r?\n/).slice(-LINES);
  return lines.join(' / ') || 'it said nothing';
}
