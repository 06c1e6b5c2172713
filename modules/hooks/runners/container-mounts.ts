import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExportedPlay, Json, PlayContent } from '../../../engine/module.ts';

/** A file or folder that a container sees, to be read only. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/** How deep links stand in a folder of content: `ansible_collections/namespace/name`. */
const DEPTH = 3;

/** Folders at the same places as outside, with those that links in them lead to. */
export function contentMounts(folders: readonly string[], content: PlayContent): readonly Mount[] {
  const roots = [...folders, dirname(content.path), ...content.roles, ...content.collections];
  const places = roots.filter(existsSync).flatMap((root) => [root, ...linkedFrom(root, DEPTH)]);
  return [...new Set(places)].map((place) => ({ source: place, target: place }));
}

function linkedFrom(folder: string, depth: number): readonly string[] {
  const real = realpathSync(folder);
  const own = real === folder ? [] : [real];
  if (depth === 0 || !lstatSync(real).isDirectory()) return own;
  return [
    ...own,
    ...readdirSync(real, { withFileTypes: true }).flatMap((entry) => {
      const path = join(real, entry.name);
      if (entry.isSymbolicLink()) return existsSync(path) ? [realpathSync(path)] : [];
      return entry.isDirectory() ? linkedFrom(path, depth - 1) : [];
    }),
  ];
}

/** Where ssh looks for keys that nobody names. */
const USUAL_KEYS = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];
const KNOWN_HOSTS = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2', '/etc/ssh/ssh_known_hosts'];

const KEY_VARIABLES = new Set(['ansible_ssh_private_key_file', 'ansible_private_key_file']);
const ARGUMENT_VARIABLES = new Set(['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args']);

/**
 * The files by which ssh reaches hosts: those that variables name, known_hosts, and the socket of an agent; the usual
 * keys only where nothing else is there. `home`: what `~` is in the container.
 */
export function sshMounts(
  { inventory, extraVariables, reach }: ExportedPlay,
  home: string,
  agent: string | undefined,
): readonly Mount[] {
  const texts = (names: ReadonlySet<string>): readonly string[] => [
    ...textsOf(inventory, names),
    ...textsOf(extraVariables, names),
  ];
  const keys = [
    ...texts(KEY_VARIABLES),
    ...(reach.privateKeyFile === undefined ? [] : [reach.privateKeyFile]),
  ];
  const named = [...texts(ARGUMENT_VARIABLES), reach.commonArguments ?? ''].flatMap(filesInArguments);
  const usual = keys.length === 0 && agent === undefined ? USUAL_KEYS : [];
  const paths = [...keys, ...named, ...usual, ...KNOWN_HOSTS, ...(agent === undefined ? [] : [agent])];
  return [...new Set(paths)]
    .map((path) => ({ source: expanded(path, homedir()), target: expanded(path, home) }))
    .filter(({ source }) => source.startsWith('/') && source !== '/dev/null' && existsSync(source));
}

function textsOf(value: Json, names: ReadonlySet<string>): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one: Json) => textsOf(one, names));
  return Object.entries(value).flatMap(([key, item]) =>
    names.has(key) && typeof item === 'string' ? [item] : textsOf(item, names),
  );
}

function filesInArguments(text: string): readonly string[] {
  const options =
    /(?:IdentityFile|UserKnownHostsFile|GlobalKnownHostsFile|CertificateFile)[= ]+["']?([^\s"']+)/gi;
  const short = /(?:^|\s)-[iF]\s*([^\s"']+)/g;
  return [...text.matchAll(options), ...text.matchAll(short)].flatMap(([, path]) => path ?? []);
}

function expanded(path: string, home: string): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}
