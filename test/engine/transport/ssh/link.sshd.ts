import assert from 'node:assert/strict';
import { createLink, type Link } from '../../../../engine/transport/ssh/link.ts';
import { startSshd, type Sshd } from './sshd.ts';

/** What keeps a process from ending. */
const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

const run = (link: Link): Promise<void> =>
  link.withChannel('true', async (channel) => {
    channel.resume();
    await new Promise<void>((resolve) => void channel.once('close', resolve));
  });

describe('the one connection to a machine', () => {
  let sshd: Sshd;
  before(async () => {
    sshd = await startSshd();
  });
  after(() => sshd.stop());

  it('is opened once again for all who find it ended at the same time, and nothing stays open', async () => {
    const before = sockets();
    const link = createLink(sshd.settings({}));
    await run(link);
    // A machine that starts anew: there is no way through any more, and its end has not been told yet.
    (await link.client()).end();
    await Promise.all(Array.from({ length: 6 }, () => run(link)));
    assert.equal(sockets(), before + 1);
    await link.close();
    assert.equal(sockets(), before);
  });
});
