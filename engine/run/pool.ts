import { messageOf } from '../diagnostics/drover-error.ts';
import type { Pool } from '../module.ts';

/** The pool of a run: each thing is made once, also when several ask at the same time. One that fails may be tried again. */
export function createPool(): Pool & { closeAll(warn: (message: string) => void): Promise<void> } {
  const held = new Map<string, Promise<unknown>>();
  const closers: (() => Promise<void>)[] = [];
  return {
    get: <T>(key: string, create: () => Promise<T>, close?: (value: T) => Promise<void>): Promise<T> => {
      const known = held.get(key);
      // One key always holds one type: it is made in one place.
      if (known !== undefined) return known as Promise<T>;
      const made = create();
      held.set(key, made);
      made.then(
        (value) => {
          if (close !== undefined) closers.push(() => close(value));
        },
        () => {
          held.delete(key);
        },
      );
      return made;
    },
    closeAll: async (warn) => {
      await Promise.allSettled(held.values());
      for (const close of closers.reverse()) {
        try {
          await close();
        } catch (error) {
          warn(`A connection could not be closed: ${messageOf(error)}`);
        }
      }
      closers.length = 0;
      held.clear();
    },
  };
}
