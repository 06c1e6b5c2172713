import type { RunnerName } from '../hook.types.ts';
import { native } from './native.ts';
import type { Runner } from './runner.types.ts';

/** The runners by name, loaded when a hook asks for them. */
export const runners: Readonly<Record<RunnerName, () => Promise<Runner>>> = {
  native: () => Promise.resolve(native),
  ansible: async () => (await import('./ansible.ts')).ansible,
  container: async () => (await import('./container.ts')).container,
};
