import { createHash } from 'node:crypto';
import { badLine } from './line.ts';

/** What the tokens of ssh_config(5) stand for, by their letters. */
export type Tokens = Readonly<Record<string, string>>;

/** Replaces `%h` and its like. Throws `host-unreachable` for one that has no meaning there, as OpenSSH does. */
export function expandTokens(text: string, tokens: Tokens, place: string): string {
  return text.replace(/%(.?)/gs, (whole, letter: string) => {
    const value = letter === '%' ? '%' : tokens[letter];
    if (value === undefined) throw badLine(place, `${whole} stands for nothing in ${JSON.stringify(text)}`);
    return value;
  });
}

/** Replaces `${NAME}`. Throws `host-unreachable` for a variable that is not set. */
export function expandEnvironment(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  place: string,
): string {
  return text.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    const value = environment[name];
    if (value === undefined) throw badLine(place, `the environment has no ${name}, which ${text} names`);
    return value;
  });
}

/** Whom a connection is for. */
export interface TokenValues {
  readonly homeDirectory: string;
  /** The name that was asked for, and the one that is connected to. */
  readonly originalHost: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly localUser: string;
  readonly localUserId: number;
  readonly localHost: string;
  readonly alias: string | undefined;
}

/** The tokens of paths. */
export function pathTokens(of: TokenValues): Tokens {
  return {
    d: of.homeDirectory,
    h: of.host,
    i: String(of.localUserId),
    k: of.alias ?? of.originalHost,
    L: of.localHost.split('.')[0] ?? '',
    l: of.localHost,
    n: of.originalHost,
    p: String(of.port),
    r: of.user,
    u: of.localUser,
    C: createHash('sha1').update(`${of.localHost}${of.host}${of.port}${of.user}`).digest('hex'),
  };
}
