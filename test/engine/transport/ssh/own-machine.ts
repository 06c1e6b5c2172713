/** A machine with users, passwords and programs of its own: mounts over this one's files, which nobody else sees. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startSshd, type Sshd } from './sshd.ts';

export interface OwnUser {
  readonly name: string;
  readonly password: string;
  /** /bin/sh where nothing is said. */
  readonly shell?: string;
}

export interface OwnMachine {
  readonly users: readonly OwnUser[];
  readonly rootPassword?: string;
  readonly sudoers?: readonly string[];
  /** All of /usr/bin, and /bin/sh, is busybox. */
  readonly isBusybox?: boolean;
  /** Lines of the server's configuration. */
  readonly server?: readonly string[];
}

const firstId = 61_000;

/** Starts a server on such a machine. Only root can; keys let in everybody. */
export async function startOwnMachine(machine: OwnMachine): Promise<Sshd> {
  if (userInfo().uid !== 0) throw new Error('Only root can start a machine with users of its own.');
  const folder = mkdtempSync(join(tmpdir(), 'drover-machine-'));
  const files = accountFiles(machine);
  const mounts = Object.entries(files).map(([name, { text, mode }]) => {
    writeFileSync(join(folder, name), text, { mode });
    return `mount --bind ${join(folder, name)} /etc/${name}`;
  });
  const busybox = machine.isBusybox === true ? [busyboxMount(folder)] : [];
  const sshd = await startSshd(machine.server ?? [], {
    address: '127.0.0.1',
    ownMachine: [...mounts, ...busybox].join('\n'),
  });
  // Users that are not root read the list of keys themselves.
  execFileSync('chmod', ['755', sshd.folder]);
  return {
    ...sshd,
    stop: async () => {
      await sshd.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function accountFiles({ users, rootPassword, sudoers = [], isBusybox }: OwnMachine) {
  const hash = (password: string): string =>
    execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();
  const read = (name: string): string => readFileSync(join('/etc', name), 'utf8');
  const lines = (make: (user: OwnUser, id: number) => string): string =>
    users.map((user, index) => `${make(user, firstId + index)}\n`).join('');
  const rootShell = isBusybox === true ? '/bin/sh' : '/bin/bash';
  const passwd = read('passwd').replace(/^(root:.*:)[^:\n]*$/m, `$1${rootShell}`);
  const shadow = rootPassword === undefined ? read('shadow') : withRoot(read('shadow'), hash(rootPassword));
  return {
    passwd: {
      text: passwd + lines(({ name, shell = '/bin/sh' }, id) => `${name}:x:${id}:${id}::/tmp:${shell}`),
      mode: 0o644,
    },
    group: { text: read('group') + lines(({ name }, id) => `${name}:x:${id}:`), mode: 0o644 },
    shadow: {
      text: shadow + lines(({ name, password }) => `${name}:${hash(password)}:19000:0:99999:7:::`),
      mode: 0o600,
    },
    sudoers: {
      text: ['root ALL=(ALL:ALL) NOPASSWD: ALL', ...sudoers, ''].join('\n'),
      mode: 0o440,
    },
  };
}

function withRoot(shadow: string, hash: string): string {
  return shadow.replace(/^root:[^:]*:/m, () => `root:${hash}:`);
}

/** Debian's busybox under all of its names; the rest of /usr/bin is gone. */
function busyboxMount(folder: string): string {
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  execFileSync('cp', ['/bin/busybox', join(programs, 'busybox')]);
  // What tests look at processes with, which Debian's busybox has not, and what tells of its packages.
  for (const name of ['pgrep', 'pkill', 'apt-get'])
    execFileSync('cp', [`/usr/bin/${name}`, join(programs, name)]);
  const names = execFileSync('/bin/busybox', ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const name of names.filter((word) => !readdirSync(programs).includes(word)))
    symlinkSync('busybox', join(programs, name));
  return `mount --bind ${programs} /usr/bin`;
}
