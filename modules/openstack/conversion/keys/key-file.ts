import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../../engine/module.ts';
import { makeFolder } from '../../files/write-file.ts';
import { readText } from '../../files/read-export-file.ts';
import type { KeyPair } from './openssh-key.ts';
import { keyOfLine, publicKeyIn } from './public-of.ts';

/** A private key on the machine that drover runs on. */
export interface KeyFile {
  /** Type and key, as they stand in authorized_keys. */
  readonly publicKey: string;
  /** Permission bits. */
  readonly mode: number;
}

/** What nobody but the owner may do with a private key. */
export const PRIVATE = 0o600;

/** The key in a file; undefined where there is none. Throws `conversion-host-settings` for one that is no key. */
export async function readKeyFile(path: string, files: Files): Promise<KeyFile | undefined> {
  const status = await files.status(path, { follow: true });
  if (status === undefined) return undefined;
  const beside = await readText(`${path}.pub`, files);
  const publicKey = publicKeyIn((await readText(path, files)) ?? '') ?? keyOfLine(beside ?? '');
  if (publicKey !== undefined) return { publicKey, mode: status.mode };
  throw new DroverError('conversion-host-settings', {
    detail: `The public key of ${path} is not known: the file is no private key of OpenSSH's form, and there is no ${path}.pub.`,
    help: `Put the public key there (ssh-keygen -y -f ${path} > ${path}.pub), or delete the file, and drover makes a new one.`,
  });
}

/** Writes a key pair, the private part for nobody but the owner. */
export async function writeKeyFile(path: string, pair: KeyPair, files: Files): Promise<void> {
  try {
    await makeFolder(path, files);
    await files.write(path, pair.privateKey, { mode: PRIVATE });
    await files.write(`${path}.pub`, `${pair.publicKey}\n`, { mode: 0o644 });
  } catch (error) {
    throw new DroverError('conversion-host-settings', {
      detail: `The key ${path} cannot be written: ${messageOf(error)}.`,
      help: 'Check the path (os_migrate_data_dir) and the permissions of the folder.',
      cause: error,
    });
  }
}
