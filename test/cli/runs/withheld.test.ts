import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepVariables } from '../../../engine/cli/withheld.ts';
import { isSecretName } from '../../../engine/language/variables/secret-name.ts';
import { nodeSourceFiles } from '../../../engine/run/node-source-files.ts';

const files = nodeSourceFiles();

describe('what is kept of -e', () => {
  const kept = (...given: readonly string[]) => keepVariables(given, files);

  for (const text of [
    'x=1 y=two',
    '{"list": [1, {"a": "b"}]}',
    'os_migrate_key_name=mine',
    'ansible_ssh_private_key_file=/home/me/.ssh/id_rsa',
    'password={{ vault_password }}',
    "password=\"{{ lookup('env', 'OS_PASSWORD') }}\"",
    '{"reset_password": true, "password": null, "token": ""}',
    'url=https://cloud.example:5000/v3',
  ])
    it(`keeps ${text}`, () => assert.deepEqual(kept(text), { kept: [text], withheld: [] }));

  for (const [text, left, withheld] of [
    ['db_password=x1', [], ['db_password']],
    ['{"os_migrate_users_passwords": {"alice": "x1"}}', [], ['os_migrate_users_passwords']],
    ['a=1 token=x1 b=2', ['{"a":"1","b":"2"}'], ['token']],
    [
      '{"a": 1, "os_migrate_dst_auth": {"auth_url": "u", "password": "x1"}}',
      ['{"a":1}'],
      ['os_migrate_dst_auth'],
    ],
    ['{"users": [{"name": "n", "passwd": "x1"}]}', [], ['users']],
    ['{"dstAuthPassword": 12345}', [], ['dstAuthPassword']],
    ['proxy=http://me:x1@proxy:3128', [], ['proxy']],
    ['ansible_become_pass=x1', [], ['ansible_become_pass']],
    ['aws_secret_access_key=x1', [], ['aws_secret_access_key']],
    ['password="{{ \'x1\' }}"', [], ['password']],
  ] as const)
    it(`withholds what is secret of ${text}`, () => assert.deepEqual(kept(text), { kept: left, withheld }));

  it('names files by their absolute paths', () => {
    assert.deepEqual(kept('@package.json', '@none.yml', 'a=1'), {
      kept: [`@${join(process.cwd(), 'package.json')}`, `@${join(process.cwd(), 'none.yml')}`, 'a=1'],
      withheld: [],
    });
  });

  it('withholds pipes, which cannot be read again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-pipe-'));
    try {
      const pipe = join(folder, 'p');
      execFileSync('mkfifo', [pipe]);
      assert.deepEqual(kept(`@${pipe}`), { kept: [], withheld: [`-e @${pipe} (a pipe)`] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('names of secrets', () => {
  for (const name of [
    'password',
    'OS_PASSWORD',
    'my-token',
    'clientSecret',
    'key',
    'api_key',
    'ssh_passphrase',
  ])
    it(name, () => assert.equal(isSecretName(name), true));
  for (const name of [
    'passport',
    'monkey',
    'keypair',
    'key_name',
    'token_url',
    'password_file',
    'compass',
    '',
  ])
    it(`not ${name}`, () => assert.equal(isSecretName(name), false));
});
