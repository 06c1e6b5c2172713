import type ssh2 from 'ssh2';

/** The package, as its types have it. */
export type Ssh2 = typeof ssh2;

/** Loads ssh2 when a machine is first reached: no other command pays for it. */
export async function loadSsh2(): Promise<Ssh2> {
  return (await import('ssh2')).default;
}
