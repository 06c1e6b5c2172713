import { existsSync } from 'node:fs';

const PLACES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const TOOLS = ['ssh', 'nbdkit', 'nbdcopy', 'nbdinfo', 'qemu-nbd', 'qemu-img'];

/** Throws where what copies disks is not installed on this machine: these tests are not passed by leaving them out. */
export function needTransferTools(): void {
  const missing = TOOLS.filter((tool) => !PLACES.some((place) => existsSync(`${place}/${tool}`)));
  if (missing.length === 0) return;
  throw new Error(
    `These tests need ${missing.join(', ')}: apt-get install -y --no-install-recommends openssh-client nbdkit libnbd-bin qemu-utils`,
  );
}
