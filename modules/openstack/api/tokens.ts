import { orAborted, type Clock } from './clock.ts';
import type { Token } from './token.ts';

/** The one token of a session. */
export interface Tokens {
  /** A token that is good for a while: the one at hand, or a new one if that is about to expire. */
  current(signal?: AbortSignal): Promise<Token>;
  /** A newer token than the one that a service refused. */
  renewed(refused: Token, signal?: AbortSignal): Promise<Token>;
}

/** How a failed attempt to authenticate is kept: for good, or for a while in milliseconds. */
export type Remember = (error: unknown) => number;

/**
 * Keeps one token and asks for it once, however many callers wait. A failure is kept too, so that a hundred items
 * of a loop do not each try a wrong password and lock the account.
 */
export function keepToken(authenticate: () => Promise<Token>, remember: Remember, clock: Clock): Tokens {
  let held: Token | undefined;
  let pending: Promise<Token> | undefined;
  let failure: { readonly error: unknown; readonly until: number } | undefined;

  const fetch = (): Promise<Token> => {
    if (failure !== undefined && clock.now() < failure.until) return Promise.reject(asError(failure.error));
    pending ??= authenticate()
      .then(
        (token) => {
          failure = undefined;
          held = token;
          return token;
        },
        (error: unknown) => {
          failure = { error, until: clock.now() + remember(error) };
          throw error;
        },
      )
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  return {
    async current(signal) {
      const token = held;
      if (token !== undefined && clock.now() < token.renewAt) return token;
      try {
        return await orAborted(fetch(), signal);
      } catch (error) {
        // Asking early may fail; the old token is still good.
        if (token !== undefined && signal?.aborted !== true && clock.now() < token.expiresAt) return token;
        throw error;
      }
    },
    renewed(refused, signal) {
      if (held !== undefined && held.value !== refused.value) return Promise.resolve(held);
      held = undefined;
      return orAborted(fetch(), signal);
    },
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
