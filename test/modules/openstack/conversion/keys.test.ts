import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { conversionKey } from '../../../../modules/openstack/conversion/keys/conversion-key.ts';
import { keyPairOf, newKeyPair } from '../../../../modules/openstack/conversion/keys/openssh-key.ts';
import { keyOfLine, publicKeyIn } from '../../../../modules/openstack/conversion/keys/public-of.ts';
import { runModule, testRun } from '../support/run-module.ts';

describe('keys of conversion hosts', () => {
  it('have the form that OpenSSH gives the same key', () => {
    // RFC 8032, section 7.1, test 1: the seed and its public key.
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const point = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    const { privateKey, publicKey } = keyPairOf(seed, 'a comment', Buffer.from('01020304', 'hex'));
    const [type, blob, ...comment] = publicKey.split(' ');
    assert.equal(type, 'ssh-ed25519');
    assert.equal(
      Buffer.from(blob ?? '', 'base64')
        .subarray(-32)
        .toString('hex'),
      point,
    );
    assert.equal(comment.join(' '), 'a comment');
    assert.match(
      privateKey,
      /^-----BEGIN OPENSSH PRIVATE KEY-----\n([\w+/=]{1,70}\n)+-----END OPENSSH PRIVATE KEY-----\n$/,
    );
  });

  it('are read by another reader, whatever the length of the comment, and sign what their public part proves', () => {
    for (let length = 0; length < 10; length += 1) {
      const { privateKey, publicKey } = newKeyPair('x'.repeat(length));
      const parsed = ssh2.utils.parseKey(privateKey);
      assert.ok(!(parsed instanceof Error));
      assert.equal(`ssh-ed25519 ${parsed.getPublicSSH().toString('base64')}`, keyOfLine(publicKey));
      const other = ssh2.utils.parseKey(publicKey);
      assert.ok(!(other instanceof Error));
      assert.equal(other.verify(Buffer.from('a word'), parsed.sign(Buffer.from('a word'))), true);
      assert.equal(publicKeyIn(privateKey), keyOfLine(publicKey));
    }
  });

  it('are each another one', () => {
    assert.notEqual(newKeyPair('').publicKey, newKeyPair('').publicKey);
  });

  it('are told from what is no key', () => {
    assert.equal(publicKeyIn(''), undefined);
    assert.equal(
      publicKeyIn('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'),
      undefined,
    );
    assert.equal(keyOfLine('no key'), undefined);
    assert.equal(keyOfLine('AAAAC3'), undefined);
    assert.equal(keyOfLine('restrict,command="a b" ssh-ed25519 AAAAC3 me'), 'ssh-ed25519 AAAAC3');
  });
});

describe('openstack.conversion_key', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'drover-key-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const module = conversionKey;

  it('makes a key, and finds it', async () => {
    const path = join(folder, 'conversion', 'ssh.key');
    const made = await runModule(module, { path }, testRun());
    assert.equal(made.result.changed, true);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const text = readFileSync(path, 'utf8');
    assert.equal(made.result['public_key'], publicKeyIn(text));
    assert.equal(keyOfLine(readFileSync(`${path}.pub`, 'utf8')), publicKeyIn(text));
    const again = await runModule(module, { path }, testRun());
    assert.equal(again.plan?.action, 'unchanged');
    assert.equal(again.result['public_key'], made.result['public_key']);
    assert.equal(readFileSync(path, 'utf8'), text);
  });

  it('makes none in check mode', async () => {
    const path = join(folder, 'ssh.key');
    const { plan } = await runModule(module, { path }, testRun({ checkMode: true }));
    assert.equal(plan?.action, 'create');
    assert.throws(() => statSync(path));
  });

  it('takes from others what they could read', async () => {
    const path = join(folder, 'ssh.key');
    writeFileSync(path, newKeyPair('').privateKey, { mode: 0o644 });
    const { plan } = await runModule(module, { path }, testRun());
    assert.equal(plan?.action, 'update');
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('takes a key of another form by the public one beside it', async () => {
    const path = join(folder, 'ssh.key');
    writeFileSync(path, '-----BEGIN RSA PRIVATE KEY-----\n', { mode: 0o600 });
    await assert.rejects(runModule(module, { path }, testRun()), /no ssh|public key of .* is not known/);
    writeFileSync(`${path}.pub`, 'ssh-rsa AAAAB3 me\n');
    const { result } = await runModule(module, { path }, testRun());
    assert.equal(result['public_key'], 'ssh-rsa AAAAB3');
  });

  it('refuses to do without where none is to be made', async () => {
    const path = join(folder, 'ssh.key');
    await assert.rejects(runModule(module, { path, generate: false }, testRun()), /There is no key/);
  });
});
