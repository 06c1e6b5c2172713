import type { KeyPair } from '../keys/openssh-key.ts';
import { dumpYaml } from '../../files/yaml-dump.ts';

/** What a new host is told by cloud-init. */
export interface FirstBoot {
  readonly user: string;
  /** Lines of public keys that may log in. */
  readonly authorizedKeys: readonly string[];
  /** The host's own key; undefined: it makes its own. */
  readonly hostKey: KeyPair | undefined;
  /** The hash of a password (crypt(3)) that opens it, too; undefined: none does. */
  readonly passwordHash: string | undefined;
}

/**
 * The user data of a host, as cloud-config. It holds the private part of the host's own key: a secret. Source of the
 * keys: cloud-init's module reference, "SSH", "Users and Groups" and "Set Passwords".
 */
export function userDataOf({ user, authorizedKeys, hostKey, passwordHash }: FirstBoot): string {
  const config = {
    users: [
      {
        name: user,
        ssh_authorized_keys: authorizedKeys,
        lock_passwd: passwordHash === undefined,
        ...(passwordHash === undefined ? {} : { hashed_passwd: passwordHash }),
        ...(user === 'root' ? {} : { sudo: 'ALL=(ALL) NOPASSWD:ALL', shell: '/bin/bash', gecos: 'drover' }),
      },
    ],
    // For the image's own user, where that is the one.
    ssh_authorized_keys: authorizedKeys,
    disable_root: user !== 'root',
    ssh_pwauth: passwordHash !== undefined,
    // Keys that an image was made with are those of all its servers.
    ssh_deletekeys: true,
    ...(hostKey === undefined
      ? {}
      : { ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey } }),
  };
  return `#cloud-config\n${dumpYaml(config)}`;
}
