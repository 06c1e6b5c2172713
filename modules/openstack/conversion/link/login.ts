import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../../engine/module.ts';
import type { ConversionHost } from '../conversion-host.types.ts';

/** The account that logs in at a host. */
export interface Login {
  readonly home: string;
  readonly uid: number;
  readonly gid: number;
}

/** Looks up the user that drover logs in as. Source of the form: passwd(5). */
export async function loginOf({ name, side, user, machine }: ConversionHost): Promise<Login> {
  const { rc, stdout } = await machine.connection.execute(['getent', 'passwd', user], { timeoutMs: 60_000 });
  const [, , uid, gid, , home] = stdout.trim().split(':');
  if (rc === 0 && home !== undefined && home !== '') return { home, uid: Number(uid), gid: Number(gid) };
  throw new DroverError('conversion-host-unready', {
    detail: `Conversion host "${name}" of the ${side} does not know its user ${user}.`,
    help: 'Name the user that the key opens the host for: os_migrate_conversion_host_ssh_user.',
  });
}

/** The text of a file of a machine; undefined if there is none. */
export async function textAt({ files }: Connection, path: string): Promise<string | undefined> {
  if ((await files.status(path, { follow: true })) === undefined) return undefined;
  return new TextDecoder().decode(await files.read(path));
}
