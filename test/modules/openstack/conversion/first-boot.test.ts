import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { hostKeysOnConsole } from '../../../../modules/openstack/conversion/deploy/console-keys.ts';
import { userDataOf, type FirstBoot } from '../../../../modules/openstack/conversion/deploy/user-data.ts';
import { newKeyPair } from '../../../../modules/openstack/conversion/keys/openssh-key.ts';
import {
  withLinkKey,
  withoutLinkKey,
} from '../../../../modules/openstack/conversion/link/authorized-keys.ts';

describe('what a conversion host is told', () => {
  const hostKey = newKeyPair('conv');
  const usual: FirstBoot = {
    user: 'cloud-user',
    authorizedKeys: ['ssh-ed25519 AAAA drover'],
    hostKey,
    passwordHash: undefined,
  };
  const read = (parts: Partial<FirstBoot>): Readonly<Record<string, unknown>> => {
    const text = userDataOf({ ...usual, ...parts });
    assert.match(text, /^#cloud-config\n/);
    return parse(text) as Readonly<Record<string, unknown>>;
  };

  it('is who may log in, with its own key, and no password', () => {
    const config = read({});
    assert.deepEqual(config['ssh_keys'], {
      ed25519_private: hostKey.privateKey,
      ed25519_public: hostKey.publicKey,
    });
    assert.deepEqual(config['users'], [
      {
        name: 'cloud-user',
        ssh_authorized_keys: ['ssh-ed25519 AAAA drover'],
        lock_passwd: true,
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        shell: '/bin/bash',
        gecos: 'drover',
      },
    ]);
    assert.equal(config['ssh_pwauth'], false);
    assert.equal(config['disable_root'], true);
    assert.equal(config['ssh_deletekeys'], true);
  });

  it('lets root in where that is the user', () => {
    const config = read({ user: 'root' });
    assert.equal(config['disable_root'], false);
    const [user] = config['users'] as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(Object.keys(user ?? {}).sort(), ['lock_passwd', 'name', 'ssh_authorized_keys']);
  });

  it('has the hash of a password only where that is asked for', () => {
    const config = read({ passwordHash: '$6$salt$hash' });
    const [user] = config['users'] as readonly Readonly<Record<string, unknown>>[];
    assert.equal(user?.['hashed_passwd'], '$6$salt$hash');
    assert.equal(user['lock_passwd'], false);
    assert.equal(config['ssh_pwauth'], true);
  });

  it('leaves the key to the host where it is read from the console', () => {
    const text = userDataOf({ ...usual, hostKey: undefined });
    assert.ok(!text.includes('ssh_keys'));
    assert.ok(!text.includes('PRIVATE KEY'));
  });
});

describe('host keys on a console', () => {
  const block = (...keys: readonly string[]): string =>
    ['-----BEGIN SSH HOST KEY KEYS-----', ...keys, '-----END SSH HOST KEY KEYS-----'].join('\r\n');

  it('are the lines of the block, without what the console puts before and behind them', () => {
    const text = `[   12.3] cloud-init: ...\n${block('ecdsa-sha2-nistp256 AAAAE2VjZHNh= root@conv', '[  13.1] cloud-init[441]: ssh-ed25519 AAAAC3NzaC1l root@conv', 'ssh-rsa AAAAB3Nz== root@conv')}\r\nlogin: `;
    assert.deepEqual(hostKeysOnConsole(text), [
      'ecdsa-sha2-nistp256 AAAAE2VjZHNh=',
      'ssh-ed25519 AAAAC3NzaC1l',
      'ssh-rsa AAAAB3Nz==',
    ]);
  });

  it('are those of the last boot that made new ones', () => {
    const text = `${block('ssh-ed25519 AAAAold')}\n${block('ssh-ed25519 AAAAnew')}\n`;
    assert.deepEqual(hostKeysOnConsole(text), ['ssh-ed25519 AAAAnew']);
  });

  it('are none while the block is not whole', () => {
    for (const text of ['', 'ssh-ed25519 AAAA', '-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA\n'])
      assert.deepEqual(hostKeysOnConsole(text), []);
  });
});

describe('the link in authorized_keys', () => {
  const key = 'ssh-ed25519 AAAAlink drover';
  const others = '# mine\nssh-rsa AAAAme me@home\n';

  it('stands in lines of its own, once', () => {
    const once = withLinkKey(others, key);
    assert.equal(
      once,
      `${others}# BEGIN drover link key\nrestrict,port-forwarding ssh-ed25519 AAAAlink drover-link\n# END drover link key\n`,
    );
    assert.equal(withLinkKey(once, key), once);
    assert.equal(withLinkKey(others.trimEnd(), key), once);
    assert.ok(withLinkKey('', key).startsWith('# BEGIN'));
  });

  it('replaces an earlier key of the link, and leaves those of others', () => {
    const later = withLinkKey(`${withLinkKey(others, 'ssh-ed25519 AAAAearlier')}ssh-rsa AAAAlast x\n`, key);
    assert.ok(!later.includes('AAAAearlier'));
    assert.ok(later.includes('AAAAme') && later.includes('AAAAlast') && later.includes('AAAAlink'));
    assert.equal(withoutLinkKey(later), `${others}ssh-rsa AAAAlast x\n`);
  });
});
