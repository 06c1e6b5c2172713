import { userInfo } from 'node:os';
import { startSshd, type Sshd } from '../../engine/transport/ssh/sshd.ts';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';
import { describeAccidents, useMovingRepository } from './moving-repository.ts';

/** OpenSSH's own server, whose key is pinned. */
describe('Hooks of repositories over SSH', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  let sshd: Sshd;
  before(async () => {
    sshd = await startSshd();
    work = await openHookWorkspace(['web', 'db', 'app'], {
      DROVER_KNOWN_HOSTS: sshd.knownHosts,
      GIT_SSH_COMMAND: `ssh -F /dev/null -o IdentitiesOnly=yes -i ${sshd.keys.ed25519}`,
    });
  });
  after(async () => {
    await work.close();
    await sshd.stop();
  });
  const moving = useMovingRepository(
    () => work,
    (folder) => `ssh://${userInfo().username}@127.0.0.1:${sshd.port}${folder}`,
  );
  describeAccidents(() => work, moving);
});
