import { messageOf } from '../diagnostics/drover-error.ts';
import type { Pool } from '../module.ts';

export interface RunPool extends Pool {
  /** Closes what is held under some keys: it is made again when it is next asked for. */
  forget(matches: (key: string) => boolean): Promise<void>;
  closeAll(warn: (message: string) => void): Promise<void>;
}

/** The pool of a run: each thing is made once, also when several ask at the same time. One that fails may be tried again. */
export function createPool(): RunPool {
  const held = new Map<string, Promise<unknown>>();
  const closers = new Map<string, () => Promise<void>>();
  return {
    get: <T>(key: string, create: () => Promise<T>, close?: (value: T) => Promise<void>): Promise<T> => {
      const known = held.get(key);
      // One key always holds one type: it is made in one place.
      if (known !== undefined) return known as Promise<T>;
      const made = create();
      held.set(key, made);
      made.then(
        (value) => {
          if (close !== undefined) closers.set(key, () => close(value));
        },
        () => {
          held.delete(key);
        },
      );
      return made;
    },
    forget: async (matches) => {
      for (const key of [...held.keys()].filter(matches)) {
        held.delete(key);
        const close = closers.get(key);
        closers.delete(key);
        await close?.();
      }
    },
    closeAll: async (warn) => {
      await Promise.allSettled(held.values());
      for (const close of [...closers.values()].reverse()) {
        try {
          await close();
        } catch (error) {
          warn(`A connection could not be closed: ${messageOf(error)}`);
        }
      }
      closers.clear();
      held.clear();
    },
  };
}
