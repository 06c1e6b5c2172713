import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login } from '../test/live/seed/cloud.ts';
import { runProgram, type Outcome } from './measure.ts';

const PEER = join(import.meta.dirname, 'peer');

/**
 * A hundred networks by ansible-playbook and a module a network, which logs in, looks and makes: the way of OS-Migrate,
 * which is not packaged. It reads no further fields and writes no file, so that it takes less than OS-Migrate would.
 */
export async function itemByItem(state: 'present' | 'read', login: Login, folder: string): Promise<Outcome> {
  const variables = join(folder, 'peer.json');
  const auth = { user_domain_name: 'Default', project_domain_name: 'Default', ...login };
  await writeFile(variables, JSON.stringify({ peer_auth: auth, peer_state: state }), { mode: 0o600 });
  const command = ['ansible-playbook', '-i', 'localhost,', 'networks.yml', '-e', `@${variables}`] as const;
  const outcome = await runProgram(command, {
    cwd: PEER,
    environment: { ANSIBLE_LIBRARY: join(PEER, 'library') },
  });
  if (outcome.code !== 0) throw new Error(`The peer ended with ${outcome.code}: ${outcome.stdout}`);
  return outcome;
}
