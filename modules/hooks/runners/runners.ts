import type { RunnerName } from '../hook.types.ts';
import { checkNative, native } from './native.ts';
import type { Checker, Runner } from './runner.types.ts';

/** The runners by name, loaded when a hook asks for them. */
export const runners: Readonly<Record<RunnerName, () => Promise<Runner>>> = {
  native: () => Promise.resolve(native),
  ansible: async () => (await import('./ansible.ts')).ansible,
  container: async () => (await import('./container.ts')).container,
};

/** What each of them can say before anything is touched. */
export const checkers: Readonly<Record<RunnerName, () => Promise<Checker>>> = {
  native: () => Promise.resolve(checkNative),
  ansible: async () => (await import('./ansible.ts')).checkAnsible,
  container: async () => (await import('./container.ts')).checkContainer,
};
