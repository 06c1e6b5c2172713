import { gathering, optionOf } from './config/gathered.ts';
import { hostOf } from './config/read-config.ts';
import type { SettingsReading } from './config/reading.ts';
import { pathTokens } from './config/tokens.ts';
import { numberOf, refused } from './config/values.ts';
import { readJumpHostKeys } from './read-host-keys.ts';
import { readJumpIdentity } from './read-identity.ts';
import type { Jump, Proxy } from './settings.ts';

/** So many machines may stand on the way to one. */
const mostJumps = 8;

/** The way to a host that is not reached directly. */
export function readProxy(reading: SettingsReading, originalHost: string): Proxy | undefined {
  return proxyOf(reading, originalHost, []);
}

function proxyOf(
  reading: Pick<SettingsReading, 'options' | 'target' | 'around' | 'configure'>,
  originalHost: string,
  before: readonly string[],
): Proxy | undefined {
  const jump = optionOf(reading.options, 'ProxyJump');
  if (jump !== undefined && jump.toLowerCase() !== 'none') return jumpsOf(reading, jump, before);
  const command = optionOf(reading.options, 'ProxyCommand');
  return command === undefined || command.toLowerCase() === 'none'
    ? undefined
    : { command: withName(reading, command, originalHost) };
}

interface Written {
  readonly host: string;
  readonly user?: string;
  readonly port?: string;
}

function jumpsOf(
  reading: Pick<SettingsReading, 'target' | 'around' | 'configure'>,
  text: string,
  before: readonly string[],
): Proxy | undefined {
  const { target } = reading;
  const written = text.split(',').map((part): Written => {
    const parts = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(part.trim());
    const host = parts?.[2] ?? parts?.[3];
    if (parts === null || host === undefined)
      throw refused(
        target,
        `ProxyJump has ${JSON.stringify(part)}`,
        'Write user@host:port for each jump host.',
      );
    const [, user, , , port] = parts;
    return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
  });
  // `Host *` with a ProxyJump speaks of the jump host as well.
  if (written.some(({ host }) => host === before.at(-1))) return undefined;
  const names = [...before, ...written.map(({ host }) => host)];
  if (names.length > mostJumps)
    throw refused(target, `ProxyJump goes by way of ${names.join(', ')}`, 'Correct the ssh configuration.');
  return {
    jumps: written.map((jump, index) =>
      jumpOf(reading, jump, index === 0 ? [...before, jump.host] : undefined),
    ),
  };
}

/** A machine on the way as the ssh configuration knows it; `before` for the first, which may be reached by others. */
function jumpOf(
  reading: Pick<SettingsReading, 'target' | 'around' | 'configure'>,
  written: Written,
  before: readonly string[] | undefined,
): Jump {
  const { target, around } = reading;
  const given = gathering();
  for (const keyword of ['user', 'port'] as const) {
    const value = written[keyword];
    if (value !== undefined)
      given.options.set(keyword, { keyword, words: [value], rest: value, place: 'ProxyJump' });
  }
  const options = reading.configure(given, written.host);
  const host = hostOf(options, written.host);
  const port = numberOf(target, 'Port', optionOf(options, 'Port') ?? '22', 1, 65_535);
  const user = optionOf(options, 'User');
  const tokens = pathTokens({
    ...{ host, port, originalHost: written.host, user: user ?? around.user },
    alias: optionOf(options, 'HostKeyAlias'),
    homeDirectory: around.homeDirectory,
    localUser: around.user,
    localUserId: around.userId,
    localHost: around.hostName,
  });
  const own = { target, around, options, tokens };
  const identity = readJumpIdentity(own);
  const hostKeys = readJumpHostKeys(own);
  const proxy = before && proxyOf({ ...reading, options }, written.host, before);
  return {
    ...{ host, port },
    ...(user === undefined ? {} : { user }),
    ...(Object.keys(identity).length === 0 ? {} : { identity }),
    ...(Object.keys(hostKeys).length === 0 ? {} : { hostKeys }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** `%n` in a ProxyCommand is the name that was asked for; the other tokens are known when it is started. */
function withName({ target }: Pick<SettingsReading, 'target'>, command: string, name: string): string {
  return command.replace(/%(.)/g, (whole, letter: string) => {
    if (letter !== 'n') return whole;
    if (/^[\w.:@][\w.:@-]*$/.test(name)) return name;
    throw refused(
      target,
      'its name has characters that a ProxyCommand cannot be given',
      'Use letters, digits, dots, colons and dashes, or %h.',
    );
  });
}
