/** The two engines that run the same playbooks on hosts of the bed. */
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostsBed } from '../../../beds/hosts/hosts.ts';
import { drover } from '../../support/drover.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const roles = [join(root, 'roles'), join(import.meta.dirname, '..', 'roles')].join(':');

export interface Played {
  readonly code: number | null;
  /** All that it said. */
  readonly said: string;
  /** The numbers of the host's line in the recap. */
  readonly recap: Readonly<Record<string, number>>;
  readonly milliseconds: number;
}

export interface Play {
  readonly bed: HostsBed;
  readonly playbook: string;
  readonly host: string;
  readonly more?: readonly string[];
}

export type Engine = (play: Play) => Promise<Played>;

const settings = { ANSIBLE_ROLES_PATH: roles, ANSIBLE_NOCOWS: '1', ANSIBLE_NOCOLOR: '1' };

/** The real `ansible-playbook`, as Debian packages it. */
export const ansible: Engine = async ({ bed, playbook, host, more = [] }) => {
  const began = performance.now();
  const { status, stdout, stderr, error } = await Promise.resolve(
    spawnSync(
      '/usr/bin/ansible-playbook',
      [playbook, '-i', bed.inventory, '--limit', host, ...more],
      // A home of its own: neither settings nor keys of whoever runs this count.
      { encoding: 'utf8', env: { ...settings, HOME: tmpdir(), PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } },
    ),
  );
  if (error !== undefined) throw error;
  return played(status, `${stdout}\n${stderr}`, host, performance.now() - began);
};

/** Drover, as it is built. */
export const native: Engine = async ({ bed, playbook, host, more = [] }) => {
  const { code, stdout, stderr, milliseconds } = await drover(
    ['run', playbook, '-i', bed.inventory, '--limit', host, ...more],
    { environment: settings },
  );
  return played(code, `${stdout}\n${stderr}`, host, milliseconds);
};

function played(code: number | null, said: string, host: string, milliseconds: number): Played {
  const line = new RegExp(`^${host} +: (.*)$`, 'm').exec(said)?.[1] ?? '';
  const recap = Object.fromEntries(
    [...line.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name ?? '', Number(count)]),
  );
  return { code, said: said.trim().slice(-8000), recap, milliseconds };
}
