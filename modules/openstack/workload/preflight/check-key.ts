import { keypairs } from '../../compute/collections.ts';
import type { Check } from './preflight-request.ts';

/** The keypair belongs to the user that makes the server. */
export const checkKey: Check = async ({ wanted, destination }) => {
  const name = wanted.key_name;
  if (typeof name !== 'string' || name === '') return {};
  const { userId, userName } = await destination.identity();
  const all = await destination.load(keypairs, { of: [userId] });
  const isThere = all.all().some((one) => one['name'] === name && (one['user_id'] ?? userId) === userId);
  if (isThere) return {};
  return {
    problems: [
      `User "${userName}" of ${destination.session.label} has no keypair "${name}": import the keypairs (import_keypairs) with the same credentials, or clear key_name.`,
    ],
  };
};
