import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';
import { sshConnection } from '../../../../engine/transport/ssh/ssh.ts';

/** The error of a connection that must not stand; nothing is started there. */
export async function refusalOf(settings: SshSettings): Promise<DroverError> {
  const connection = sshConnection(settings);
  try {
    await connection.execute(['true']);
  } catch (error) {
    assert.ok(error instanceof DroverError);
    assert.equal(error.code, 'host-unreachable');
    return error;
  } finally {
    await connection.close();
  }
  throw new assert.AssertionError({ message: 'It was let in.' });
}
