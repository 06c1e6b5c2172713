import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Where a cloud takes its identifiers from. */
export interface Ids {
  /** `da62fbe2-bcce-4c0d-93b6-9b801355385a`, as the networking service has them. */
  readonly uuid: () => string;
  /** The same without hyphens, as the identity service has them. */
  readonly hex: () => string;
  /** A hardware address with the prefix that Neutron gives. */
  readonly mac: () => string;
  /** Opaque text of a token, an audit id, a password. */
  readonly secret: (bytes: number) => string;
  /** A whole number from 0 up to, not including, `limit`. */
  readonly below: (limit: number) => number;
}

/** Identifiers made at random. */
export function randomIds(): Ids {
  return {
    uuid: () => randomUUID(),
    hex: () => randomBytes(16).toString('hex'),
    mac: () =>
      `fa:16:3e:${randomBytes(3)
        .toString('hex')
        .replace(/(..)(?=.)/g, '$1:')}`,
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    below: (limit) => randomInt(limit),
  };
}
