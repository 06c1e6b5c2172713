/**
 * Stands for podman or docker on PATH: it takes the words that they take, refuses others, and starts the entry point
 * without a container, but only where all that it is given stands in a folder that was mounted.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ContainerProgram {
  /** What it was called with, call by call. */
  calls(): readonly (readonly string[])[];
  remove(): void;
}

export interface ContainerBehaviour {
  readonly name: 'podman' | 'docker';
  /** What `info` prints; undefined: it fails, as a client without its server. */
  readonly info: string | undefined;
  /** The digests that the image has: before it is pulled, and after. */
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

const script = String.raw`
import { appendFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const own = import.meta.dirname;
const behaviour = JSON.parse(process.env.CONTAINER_BEHAVIOUR);
const words = process.argv.slice(2);
appendFileSync(join(own, 'calls'), JSON.stringify(words) + '\n');
const pulled = join(own, 'pulled');
const fail = (text, code = 125) => { console.error('Error: ' + text); process.exit(code); };

const commands = {
  info() {
    if (behaviour.info === undefined) fail('Cannot connect to the Docker daemon', 1);
    console.log(behaviour.info);
  },
  image() {
    const digests = existsSync(pulled) ? behaviour.after : behaviour.before;
    if (!digests) fail('No such image', 1);
    console.log(JSON.stringify(digests));
  },
  pull() {
    if (!behaviour.after) fail('manifest unknown', 1);
    writeFileSync(pulled, '');
  },
  rm() {},
  run() {
    const at = words.findIndex((word, index) => index > 0 && !word.startsWith('-'));
    const [image, ...rest] = words.slice(at);
    const given = words.slice(1, at);
    const known = /^--(rm|interactive|init|pull=never|network=host|name=|label=|workdir=|userns=keep-id|user=|security-opt=label=disable|tmpfs=|mount=type=bind,|env=|entrypoint=)/;
    for (const word of given) if (!known.test(word)) fail('unknown flag: ' + word);
    for (const word of ['--rm', '--interactive', '--pull=never'])
      if (!given.includes(word)) fail('not there: ' + word);
    if (!image.includes('@sha256:')) fail('no digest');
    const value = (name) => given.filter((word) => word.startsWith(name)).map((word) => word.slice(name.length));
    const mounts = value('--mount=').map((mount) => {
      const parts = Object.fromEntries(mount.split(',').map((part) => part.split('=')));
      if (!('readonly' in parts)) fail('writable: ' + mount);
      if (!existsSync(parts.source)) fail('no such source: ' + mount);
      return parts;
    });
    const isMounted = (path) => mounts.some(({ source, target }) =>
      source === target && (realpathSync(path) + '/').startsWith(realpathSync(source) + '/'));
    for (const word of rest.map((one) => one.replace(/^(@|.*@)/, '')).filter((one) => one.startsWith('/') && one !== '/bin/cat'))
      if (!isMounted(word)) fail('not mounted: ' + word);
    const home = join(own, 'home');
    mkdirSync(home, { recursive: true });
    const env = { PATH: process.env.PATH };
    for (const one of value('--env=')) {
      const [name, ...text] = one.split('=');
      env[name] = text.length === 0 ? process.env[name] : text.join('=').replaceAll('/home/drover', home);
    }
    for (const path of [env.ANSIBLE_CONFIG, ...env.ANSIBLE_ROLES_PATH.split(':')])
      if (!isMounted(path)) fail('not mounted: ' + path);
    const child = spawn(value('--entrypoint=')[0], rest, {
      cwd: value('--workdir=')[0], env, stdio: 'inherit',
    });
    child.on('exit', (code) => process.exit(code ?? 137));
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  },
};
(commands[words[0]] ?? (() => fail('unknown command ' + words[0])))();
`;

/** Puts it on PATH, before all else. */
export function containerProgram(behaviour: ContainerBehaviour): ContainerProgram {
  const folder = mkdtempSync(join(tmpdir(), 'drover-engine-'));
  const before = process.env['PATH'] ?? '';
  writeFileSync(join(folder, 'program.mjs'), script);
  for (const name of ['podman', 'docker']) {
    const own = `exec '${process.execPath}' '${join(folder, 'program.mjs')}' "$@"`;
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\n${name === behaviour.name ? own : 'echo not this one >&2; exit 1'}\n`,
    );
    chmodSync(join(folder, name), 0o755);
  }
  process.env['PATH'] = `${folder}:${before}`;
  process.env['CONTAINER_BEHAVIOUR'] = JSON.stringify(behaviour);
  return {
    calls: () =>
      existsSync(join(folder, 'calls'))
        ? readFileSync(join(folder, 'calls'), 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as readonly string[])
        : [],
    remove() {
      process.env['PATH'] = before;
      delete process.env['CONTAINER_BEHAVIOUR'];
      rmSync(folder, { recursive: true });
    },
  };
}
