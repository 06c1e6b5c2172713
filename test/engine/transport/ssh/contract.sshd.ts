import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { executeContract } from '../execute-contract.ts';
import { filesContract } from '../files-contract.ts';
import { startSshd, type Sshd } from './sshd.ts';

describe('a machine over SSH', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  before(async () => {
    sshd = await startSshd();
    connection = sshConnection(sshd.settings());
  });
  after(async () => {
    await connection.close();
    await sshd.stop();
  });
  executeContract('programs over SSH', () => connection, '2');
  filesContract('files over SSH', () => connection.files);
});
