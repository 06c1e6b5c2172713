import { readFileSync, statSync } from 'node:fs';
import type { AnyAuthMethod, BaseAgent, ParsedKey } from 'ssh2';
import { messageOf } from '../../diagnostics/drover-error.ts';
import { fingerprint } from './host-key.ts';
import type { IdentitySettings } from './settings.ts';
import { loadSsh2, type Ssh2 } from './ssh2.ts';

/** A way to log in, and what it is called in a message: never with a secret in it. */
export interface Attempt {
  readonly method: AnyAuthMethod;
  readonly name: string;
}

export interface Identities {
  /** In the order in which they are tried: keys of files, keys of the agent, then the password. */
  readonly attempts: readonly Attempt[];
  /** What a person may have meant to be used, and why it is not. */
  readonly passedOver: readonly string[];
}

interface FileKey {
  readonly path: string;
  readonly key: ParsedKey;
}

/** Collects the ways to log in as a user. Reads key files and asks the agent for its keys. */
export async function collectIdentities(user: string, settings: IdentitySettings): Promise<Identities> {
  const ssh2 = await loadSsh2();
  const passedOver: string[] = [];
  const attempts: Attempt[] = [];
  if (settings.methods.has('publickey')) {
    const keys = readKeys(ssh2, settings, passedOver);
    for (const { path, key } of keys)
      attempts.push({
        method: { type: 'publickey', username: user, key },
        name: `key ${path} (${fingerprint(key.getPublicSSH())})`,
      });
    attempts.push(...(await agentAttempts(ssh2, user, settings, keys, passedOver)));
  }
  return { attempts: [...attempts, ...passwordAttempts(user, settings)], passedOver };
}

function readKeys(ssh2: Ssh2, settings: IdentitySettings, passedOver: string[]): readonly FileKey[] {
  const keys: FileKey[] = [];
  const take = (path: string, text: string): void => {
    const key = parseKey(ssh2, text, settings.passphrase);
    if (typeof key === 'string') passedOver.push(`key ${path}: ${key}`);
    else keys.push({ path, key });
  };
  if (settings.privateKey !== undefined) take('of ansible_ssh_private_key', settings.privateKey);
  for (const { path, isGiven } of settings.files) {
    const text = readKeyFile(path);
    if (typeof text === 'string') take(path, text);
    else if (isGiven || text.why !== 'No such file or directory') passedOver.push(`key ${path}: ${text.why}`);
  }
  return keys;
}

function readKeyFile(path: string): string | { readonly why: string } {
  try {
    const status = statSync(path);
    // As OpenSSH: a private key that others can read is none.
    if (status.uid === process.getuid?.() && (status.mode & 0o077) !== 0)
      return {
        why: `others can read it (mode ${(status.mode & 0o777).toString(8).padStart(4, '0')}); chmod 600 ${path}`,
      };
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { why: code === 'ENOENT' ? 'No such file or directory' : messageOf(error) };
  }
}

function parseKey(ssh2: Ssh2, text: string, passphrase: string | undefined): ParsedKey | string {
  const parsed = ssh2.utils.parseKey(text.endsWith('\n') ? text : `${text}\n`, passphrase);
  // Several keys in one file: ssh takes the first one.
  const key = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed;
  if (key === undefined) return 'there is no key in it';
  if (key instanceof Error) {
    if (!/passphrase|encrypted|decrypt|integrity|checkints/i.test(key.message))
      return `it cannot be read (${key.message}); ssh-keygen -p -f rewrites it in OpenSSH's form`;
    return passphrase === undefined
      ? 'it has a passphrase; add it to an agent with ssh-add, or set ansible_ssh_private_key_passphrase'
      : 'the passphrase is not right';
  }
  return key.isPrivateKey() ? key : 'it is a public key';
}

async function agentAttempts(
  ssh2: Ssh2,
  user: string,
  settings: IdentitySettings,
  own: readonly FileKey[],
  passedOver: string[],
): Promise<readonly Attempt[]> {
  const { agent: socket } = settings;
  if (socket === undefined) return [];
  const agent = ssh2.createAgent(socket);
  const keys = await agentKeys(agent);
  if (typeof keys === 'string') {
    passedOver.push(`agent ${socket}: ${keys}`);
    return [];
  }
  const known = new Set(own.map(({ key }) => key.getPublicSSH().toString('base64')));
  const named = settings.identitiesOnly ? publicKeysOf(settings) : undefined;
  const wanted = keys.filter((key) => {
    const base64 = key.getPublicSSH().toString('base64');
    return !known.has(base64) && (named === undefined || named.has(base64));
  });
  if (wanted.length === 0) {
    if (keys.length === 0) passedOver.push(`agent ${socket}: it has no keys`);
    return [];
  }
  const prints = wanted.map((key) => fingerprint(key.getPublicSSH())).join(', ');
  return [
    {
      method: { type: 'agent', username: user, agent: onlyWith(ssh2, agent, wanted) },
      name: `agent ${socket} (${prints})`,
    },
  ];
}

/** The public halves that stand beside key files: with IdentitiesOnly, the agent is asked for these. */
function publicKeysOf({ files }: IdentitySettings): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ path }) => {
      for (const beside of [`${path}.pub`, path]) {
        try {
          const [, base64] = readFileSync(beside, 'utf8').split(/\s+/);
          if (base64?.startsWith('AAAA') === true) return [base64];
        } catch {
          // There is none beside it.
        }
      }
      return [];
    }),
  );
}

function agentKeys(agent: BaseAgent): Promise<readonly ParsedKey[] | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve('it does not answer');
    }, 5_000);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      resolve(error instanceof Error ? error.message : ((keys ?? []) as readonly ParsedKey[]));
    });
  });
}

/** The agent as if it had some of its keys alone. */
function onlyWith(ssh2: Ssh2, agent: BaseAgent, keys: readonly ParsedKey[]): BaseAgent {
  class Narrowed extends ssh2.BaseAgent {
    override getIdentities(callback: (error: undefined, keys: ParsedKey[]) => void): void {
      callback(undefined, [...keys]);
    }
    override sign(...args: readonly unknown[]): void {
      // Its last arguments may be left out: they are passed on as they come.
      Reflect.apply(agent.sign.bind(agent), agent, args);
    }
  }
  return new Narrowed();
}

function passwordAttempts(user: string, { password, methods }: IdentitySettings): readonly Attempt[] {
  if (password === undefined) return [];
  const all: readonly Attempt[] = [
    { method: { type: 'password', username: user, password }, name: 'password' },
    {
      method: {
        type: 'keyboard-interactive',
        username: user,
        // Each question of a plain log-in is for the password.
        prompt: (_name, _instructions, _language, prompts, finish) => {
          finish(prompts.map(() => password));
        },
      },
      name: 'password (keyboard-interactive)',
    },
  ];
  return all.filter(({ method }) => methods.has(method.type));
}
