import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { administrator } from '../support/administrator.ts';
import { buildDrover, drover, said, type Ended } from '../support/drover.ts';
import { bringUpGuests } from '../support/guests.ts';

/** The project that all tests with conversion hosts move from, and to. */
export const PROJECT = 'bench';

/** Seconds: guests are emulated, and a login to one takes some. */
const SSH_TIMEOUT = '60';

/** drover as a user runs it, with the patience that emulated hosts need. */
export function patientDrover(...[args, settings]: Parameters<typeof drover>): Promise<Ended> {
  return drover(args, {
    ...settings,
    environment: { ANSIBLE_TIMEOUT: SSH_TIMEOUT, ...settings?.environment },
  });
}

/** Conversion hosts at both clouds, made once for all files of a run. */
export interface SharedHosts {
  /** Variables about them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Puts what drover has written down of them (records and keys) into another data directory. */
  readonly copyTo: (data: string) => Promise<void>;
}

const both = (name: string, value: string): Readonly<Record<string, string>> => ({
  [`os_migrate_src_conversion_${name}`]: value,
  [`os_migrate_dst_conversion_${name}`]: value,
});

const variables = {
  os_migrate_conversion_flavor_name: 'm1.conversion',
  os_migrate_conversion_host_deploy_timeout: 600,
  ...both('image_name', 'conversion'),
  ...both('external_network_name', 'public'),
  ...both('availability_zone', 'kvm'),
};

/** DROVER_GUESTS_KEEP: a folder in which what there is of the hosts stays, as they do themselves, for the next run. */
const kept = process.env['DROVER_GUESTS_KEEP'];

interface Deployment extends SharedHosts {
  readonly remove: () => Promise<void>;
}

let deployment: Promise<Deployment> | undefined;

/** Brings up the bed, and deploys the hosts at the first call; they go when all files are through. */
export function sharedHosts(): Promise<SharedHosts> {
  return (deployment ??= deploy());
}

/** To be called by each file that uses them, outside of any suite: mocha removes them at the very end, once. */
export function removeSharedHostsAtTheEnd(): void {
  after('removes the conversion hosts', async function () {
    this.timeout(600_000);
    const mine = await deployment;
    deployment = undefined;
    if (kept === undefined) await mine?.remove();
  });
}

async function deploy(): Promise<Deployment> {
  await bringUpGuests();
  await buildDrover();
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'drover-hosts-')));
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'vars.yml');
  const direct = { through: (url: string): string => url };
  const [source, destination] = await Promise.all([
    administrator('source', PROJECT, direct),
    administrator('destination', PROJECT, direct),
  ]);
  const text = stringify({
    os_migrate_src_auth: source,
    os_migrate_dst_auth: destination,
    os_migrate_data_dir: join(folder, 'data'),
    ...variables,
  });
  await writeFile(file, text, { mode: 0o600 });
  const run = async (playbook: string): Promise<void> => {
    const ended = await patientDrover(['run', `playbooks/${playbook}.yml`, '-e', `@${file}`]);
    if (ended.code !== 0) throw new Error(`${playbook}: ${said(ended)}`);
  };
  await run('deploy_conversion_hosts');
  return {
    variables,
    copyTo: (data) => cp(join(folder, 'data', 'conversion'), join(data, 'conversion'), { recursive: true }),
    remove: async () => {
      await run('delete_conversion_hosts');
      await rm(folder, { recursive: true });
    },
  };
}
