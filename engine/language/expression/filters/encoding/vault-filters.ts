import { encryptVault, isVault, vaultOpener } from '../../../vault/vault.ts';
import { templateError } from '../../errors.ts';
import { typeName } from '../../operations.ts';
import { Bytes, type Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { bytesOf } from './base64.ts';
import { decodeUtf8 } from './codec.ts';

const saltSize = 32;

/** Filters that encrypt and decrypt texts in the format of Ansible's vault. */
export const vaultFilters: readonly FilterEntry[] = [
  filter('vault', 'secret [salt] [vaultid] [wrap_object]', (value, args) => {
    const secret = secretOf(args);
    if (!isText(value))
      throw templateError(`Can only vault strings, instead we got: <class '${typeName(value)}'>`);
    const salt = args.get('salt');
    const bytes = salt === undefined ? args.environment.ports.randomBytes(saltSize) : bytesOf(salt);
    return encryptVault(bytesOf(value), secret, bytes);
  }),
  filter('unvault', 'secret [vaultid]', (value, args) => {
    const secret = secretOf(args);
    if (!isText(value))
      throw templateError(
        `Vault should be in the form of a string, instead we got: <class '${typeName(value)}'>`,
      );
    const content = bytesOf(value);
    return decodeUtf8(
      isVault(content) ? vaultOpener([secret])(content, 'the text given to unvault') : content,
    );
  }),
];

function isText(value: Value): boolean {
  return typeof value === 'string' || value instanceof Bytes;
}

function secretOf(args: FilterArguments): { readonly id: string; readonly password: string } {
  const secret = args.value('secret');
  if (!isText(secret))
    throw templateError(
      `Secret passed is required to be a string, instead we got: <class '${typeName(secret)}'>`,
    );
  return { id: args.text('vaultid', 'filter_default'), password: decodeUtf8(bytesOf(secret)) };
}
