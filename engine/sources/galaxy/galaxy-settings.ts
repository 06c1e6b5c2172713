import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { readConfigurationFile } from '../../language/configuration-file.ts';
import { basic } from '../http/authorization.ts';

/** A Galaxy server that is known by name or address, with the value of its Authorization header. */
export interface KnownServer {
  readonly name: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

export interface GalaxyConfiguration {
  /** In the order in which they are asked. */
  readonly servers: readonly KnownServer[];
}

export interface GalaxySources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The ansible.cfg, if there is one. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  /** `--server`: an address, or a name of ansible.cfg. */
  readonly chosen: string | undefined;
  /** What ~/.ansible/galaxy_token holds. */
  readonly tokenFile: string | undefined;
}

export const publicGalaxy = 'https://galaxy.ansible.com';

/** Reads `[galaxy]` and `[galaxy_server.NAME]` of ansible.cfg and their variables, as `ansible-galaxy` does. */
export function galaxyConfiguration({
  environment,
  file,
  chosen,
  tokenFile,
}: GalaxySources): GalaxyConfiguration {
  const sections =
    file === undefined ? undefined : readConfigurationFile(file, { sink: collectDiagnostics() });
  const value = (section: string, key: string, variable: string): string | undefined => {
    const own = environment[variable];
    return own !== undefined && own !== '' ? own : sections?.get(section)?.get(key);
  };
  const names = (value('galaxy', 'server_list', 'ANSIBLE_GALAXY_SERVER_LIST') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const named = names.map((name) => {
    const of = (key: string): string | undefined =>
      value(`galaxy_server.${name}`, key, `ANSIBLE_GALAXY_SERVER_${name.toUpperCase()}_${key.toUpperCase()}`);
    return serverOf(name, of);
  });
  const usual = value('galaxy', 'server', 'ANSIBLE_GALAXY_SERVER') ?? publicGalaxy;
  const token = /^token:\s*(\S+)\s*$/m.exec(tokenFile ?? '')?.[1]?.replace(/^['"]|['"]$/g, '');
  const plain = (url: string): KnownServer => ({
    name: url,
    url,
    // The token of the file is that of the usual server.
    authorization: token === undefined || url !== usual ? undefined : `Token ${token}`,
  });
  const known = named.length > 0 ? named : [plain(usual)];
  if (chosen === undefined) return { servers: known };
  return {
    servers: [known.find(({ name, url }) => name === chosen || url === chosen) ?? addressed(chosen, plain)],
  };
}

/** The server that `source:` of a collection names. */
export function serverFor(
  source: string | undefined,
  { servers }: GalaxyConfiguration,
): readonly KnownServer[] {
  if (source === undefined) return servers;
  const known = servers.find(({ name, url }) => name === source || url === source);
  return [known ?? addressed(source, (url) => ({ name: url, url, authorization: undefined }))];
}

function addressed(text: string, make: (url: string) => KnownServer): KnownServer {
  if (/^https?:\/\//i.test(text)) return make(text);
  throw new DroverError('bad-usage', {
    detail: `There is no Galaxy server “${text}”: it is neither a name of server_list in ansible.cfg nor an address.`,
    help: 'Write https://… or a name that has a section [galaxy_server.NAME].',
  });
}

function serverOf(name: string, of: (key: string) => string | undefined): KnownServer {
  const url = of('url');
  if (url === undefined) {
    throw new DroverError('bad-usage', {
      detail: `The Galaxy server ${name} of server_list has no url.`,
      help: `Write a section [galaxy_server.${name}] with \`url = https://…\` into ansible.cfg.`,
    });
  }
  const [token, user, password] = [of('token'), of('username'), of('password')];
  if (of('auth_url') !== undefined) {
    throw new DroverError('source-credentials', {
      detail: `The Galaxy server ${name} wants tokens to be exchanged at an auth_url, which drover does not do.`,
      help: 'Fetch its collections with ansible-galaxy and name the archives (type: file), or use a server with tokens of its own.',
    });
  }
  if (user !== undefined) return { name, url, authorization: basic(user, password ?? '') };
  return { name, url, authorization: token === undefined ? undefined : `Token ${token}` };
}
