import type { HostKeySettings, IdentitySettings, SshSettings } from './settings.ts';

/** A machine in code's own words: what is left out is as it is for a host without variables, and nothing is read. */
export type Machine = Pick<SshSettings, 'host' | 'user'> &
  Partial<Omit<SshSettings, 'identity' | 'hostKeys'>> & {
    readonly identity: Partial<IdentitySettings>;
    readonly hostKeys: Partial<HostKeySettings>;
  };

/** Settings of a machine that no inventory has. Its key must be pinned, or stand in one of the files that are named. */
export function machineSettings(machine: Machine): SshSettings {
  return {
    port: 22,
    connectTimeoutMs: 10_000,
    keepAliveMs: 15_000,
    keepAliveCount: 4,
    compress: false,
    forwardAgent: false,
    ...machine,
    identity: {
      files: [],
      identitiesOnly: false,
      methods: new Set(['publickey', 'keyboard-interactive', 'password']),
      ...machine.identity,
    },
    hostKeys: { policy: 'strict', pins: [], files: [], ...machine.hostKeys },
  };
}
