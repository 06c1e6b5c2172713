import type { ChosenAlgorithms } from './config/algorithms.ts';

export type HostKeyPolicy = 'strict' | 'accept-new' | 'off';

/** How the key of a machine is checked. */
export interface HostKeySettings {
  readonly policy: HostKeyPolicy;
  /** The only keys that count, where any are given: public key lines or `SHA256:` fingerprints. */
  readonly pins: readonly string[];
  /** Keys that count beside those of the files: public key lines or `SHA256:` fingerprints. */
  readonly further?: readonly string[];
  /** known_hosts files; those that are not there are passed over. */
  readonly files: readonly string[];
  /** Where new keys go with `accept-new`; without it they are not remembered. */
  readonly newKeysFile?: string;
  /** Names of hosts are written down hashed. */
  readonly hashesNames?: boolean;
  /** The name that is looked up in place of the host's. */
  readonly alias?: string;
}

export interface IdentityFile {
  readonly path: string;
  /** A person named it; else it is one of OpenSSH's own places, which may be empty. */
  readonly isGiven: boolean;
}

/** What a person says of who they are. Nothing of it is shown but paths. */
export interface IdentitySettings {
  readonly files: readonly IdentityFile[];
  /** The text of a private key. */
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly password?: string;
  /** The socket of an agent. */
  readonly agent?: string;
  /** Of the agent's keys, only those of the files. */
  readonly identitiesOnly: boolean;
  /** `publickey`, `password`, `keyboard-interactive`: those that may be used. */
  readonly methods: ReadonlySet<string>;
}

/** Keys for a machine on the way; an agent that is undefined is none, and one that is left out that of the machine behind. */
export type JumpIdentity = Partial<Pick<IdentitySettings, 'files' | 'identitiesOnly'>> & {
  readonly agent?: string | undefined;
};

/** A machine on the way to another one. What is left out is as it is for that one. */
export interface Jump {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly identity?: JumpIdentity;
  readonly hostKeys?: Partial<Pick<HostKeySettings, 'files' | 'newKeysFile' | 'alias' | 'policy'>>;
  /** Of the first one alone: how it is reached itself. */
  readonly proxy?: Proxy;
}

export type Proxy = { readonly jumps: readonly Jump[] } | { readonly command: string };

/** All that a connection to a machine takes. */
export interface SshSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly identity: IdentitySettings;
  readonly hostKeys: HostKeySettings;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly keepAliveCount: number;
  readonly compress: boolean;
  readonly forwardAgent: boolean;
  readonly family?: 4 | 6;
  readonly algorithms?: ChosenAlgorithms;
  readonly proxy?: Proxy;
}
