import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openstackContract } from '../clouds/contract/openstack-contract.ts';
import type { ContractTarget } from '../clouds/contract/types.ts';

/** The entry of the bed's `clouds.yaml` that the contract is checked on. */
const ENTRY = 'source-admin';

interface Entry {
  readonly auth: {
    readonly auth_url: string;
    readonly username: string;
    readonly password: string;
    readonly project_name: string;
  };
}

async function bed(): Promise<ContractTarget> {
  const folder = process.env['DROVER_BED_DIR'] ?? join(tmpdir(), 'drover-bed');
  const file = join(folder, 'clouds.yaml');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new Error(`There is no bed: ${file} cannot be read. Start one with test/beds/openstack.sh up.`);
  }
  // Boundary: the file is the bed's own.
  const { clouds } = parse(text) as { clouds: Partial<Record<string, Entry>> };
  const auth = clouds[ENTRY]?.auth;
  if (!auth) throw new Error(`${file} has no entry '${ENTRY}'.`);
  return {
    authUrl: auth.auth_url,
    admin: { username: auth.username, password: auth.password, project: auth.project_name },
  };
}

describe('The contract on a real cloud', () => {
  openstackContract(bed);
});
