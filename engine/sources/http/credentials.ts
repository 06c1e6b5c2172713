import { parsedUrl } from '../safe-url.ts';
import { runGit } from '../git/run-git.ts';
import { basic } from './authorization.ts';
import type { ReachSettings } from './http-settings.ts';

/** The value of an Authorization header for an origin (`https://host:port`); undefined where there is none. */
export type FindCredentials = (origin: string) => Promise<string | undefined>;

/**
 * Credentials of HTTP servers, each for its own origin alone: those of a URL, then `DROVER_TOKEN_<host>`, then what
 * Git's credential helpers know.
 */
export function credentialsFor(url: string, settings: ReachSettings): FindCredentials {
  const own = parsedUrl(url);
  const known = new Map<string, Promise<string | undefined>>();
  return (origin) => {
    const found = known.get(origin) ?? find(origin, own, settings);
    known.set(origin, found);
    return found;
  };
}

async function find(
  origin: string,
  own: URL | undefined,
  settings: ReachSettings,
): Promise<string | undefined> {
  if (own !== undefined && own.origin === origin && (own.username !== '' || own.password !== ''))
    return basic(decodeURIComponent(own.username), decodeURIComponent(own.password));
  const { hostname, protocol, host } = new URL(origin);
  const token = settings.environment[tokenVariable(hostname)];
  if (token !== undefined && token !== '') return fromToken(token);
  return fromHelpers(protocol.slice(0, -1), host, settings);
}

/** `DROVER_TOKEN_git_example_org`: dots become underscores, dashes two of them. */
export function tokenVariable(host: string): string {
  return `DROVER_TOKEN_${host.replaceAll('-', '__').replace(/[^\w]/g, '_')}`;
}

/** `user:password`, `Bearer …` or `Token …` as it is; a bare token is the password of a user whose name does not matter. */
function fromToken(text: string): string {
  if (/^(?:Bearer|Basic|Token) \S+$/.test(text)) return text;
  const colon = text.indexOf(':');
  return colon === -1 ? basic('oauth2', text) : basic(text.slice(0, colon), text.slice(colon + 1));
}

async function fromHelpers(
  protocol: string,
  host: string,
  settings: ReachSettings,
): Promise<string | undefined> {
  const asked = await runGit(['credential', 'fill'], {
    settings,
    input: `protocol=${protocol}\nhost=${host}\n\n`,
    timeoutMs: 10_000,
  }).catch(() => undefined);
  if (asked === undefined || asked.code !== 0) return undefined;
  const fields = new Map(
    asked.stdout.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  const [user, password] = [fields.get('username'), fields.get('password')];
  return user === undefined || password === undefined || password === '' ? undefined : basic(user, password);
}
