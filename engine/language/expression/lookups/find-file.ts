import type { TemplateEnvironment } from '../environment.ts';
import { isVault } from '../../vault/vault.ts';
import { templateError } from '../errors.ts';
import { decodeUtf8 } from '../filters/encoding/codec.ts';
import { typeBehindLinks } from '../filters/paths/files.ts';
import { expandUser, joinPaths, normalizePath } from '../filters/paths/posix-path.ts';

/** A file or folder by its path, or by a relative one in the folders where lookups look; undefined where it is nowhere. */
export function findFile(
  name: string,
  subfolder: string,
  environment: TemplateEnvironment,
): string | undefined {
  const { ports } = environment;
  const path = expandUser(name, ports);
  const candidates = path.startsWith('/')
    ? [path]
    : environment.searchPath(subfolder).map((folder) => joinPaths([folder, path]));
  const found = candidates.find((candidate) => typeBehindLinks(candidate, ports) !== undefined);
  return found === undefined ? undefined : normalizePath(found);
}

/** The content of a file as text; a vault is opened. Throws where it is not a file, or cannot be opened. */
export function readText(path: string, environment: TemplateEnvironment): string {
  const content = environment.ports.readFile(path);
  if (content === undefined)
    throw templateError(`The file ${path} cannot be read.`, 'See whether it is there, and a file.');
  if (!isVault(content)) return decodeUtf8(content);
  if (environment.openVault === undefined) {
    throw templateError(
      `Attempting to decrypt but no vault secrets found: ${path}`,
      'Give the vault password: --vault-password-file or --ask-vault-pass.',
    );
  }
  return decodeUtf8(environment.openVault(content, path));
}

/** Where a file was looked for, for a person. */
export function searchedIn(name: string, subfolder: string, environment: TemplateEnvironment): string {
  if (name.startsWith('/') || name.startsWith('~')) return 'The path is absolute: see whether it is right.';
  const folders = environment.searchPath(subfolder).map((folder) => joinPaths([folder, name]));
  return `It was looked for as ${folders.join(', ')}.`;
}
