/** Sources in the deb822 style, which Ansible has from 2.15 on only: written, and read by the real apt(8). */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deb822Repository } from '../../modules/host/deb822-repository.ts';
import { callModule } from '../modules/harness.ts';

const source = '/etc/apt/sources.list.d/trial-own.sources';
const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nwords\n-----END PGP PUBLIC KEY BLOCK-----\n';

export function describeDeb822(): void {
  describe('deb822_repository', () => {
    let server: Server;
    let url: string;
    before(async () => {
      server = createServer((request, response) => {
        response.writeHead(request.url === '/key.asc' ? 200 : 404).end(key);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      rmSync('/etc/apt/sources.list.d', { recursive: true, force: true });
      rmSync('/etc/apt/sources.list', { force: true });
      mkdirSync('/etc/apt/sources.list.d');
      mkdirSync('/var/tmp/deb822');
      writeFileSync('/var/tmp/deb822/Packages', '');
    });
    after(() => {
      server.close();
    });
    const asked = { name: 'Trial_Own!', uris: ['file:/var/tmp/deb822'], suites: ['./'], trusted: true };

    it('writes a source that apt reads, once', async () => {
      const check = await callModule(deb822Repository, asked, { checkMode: true });
      assert.deepEqual([check.result.changed, existsSync(source)], [true, false]);
      const { result } = await callModule(deb822Repository, asked);
      const text =
        'X-Repolib-Name: Trial_Own!\nSuites: ./\nTrusted: yes\nTypes: deb\nURIs: file:/var/tmp/deb822\n';
      assert.deepEqual([result.changed, result['dest'], result['repo']], [true, source, text]);
      assert.equal(readFileSync(source, 'utf8'), text);
      assert.equal((await callModule(deb822Repository, asked)).result.changed, false);
      execFileSync('apt-get', ['update', '-qq']);
      const told = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' });
      assert.ok(told.includes('file:/var/tmp/deb822'), told);
    });

    it('fetches a key, and writes one down', async () => {
      const { result } = await callModule(deb822Repository, { ...asked, signed_by: `${url}/key.asc` });
      const path = '/etc/apt/keyrings/trial-own.asc';
      assert.deepEqual([result.changed, result['key_filename']], [true, path]);
      assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], [key, 0o644]);
      assert.match(readFileSync(source, 'utf8'), /^Signed-By: \/etc\/apt\/keyrings\/trial-own\.asc$/m);
      await callModule(deb822Repository, { ...asked, signed_by: key });
      assert.match(
        readFileSync(source, 'utf8'),
        /^Signed-By:\n {4}-----BEGIN PGP PUBLIC KEY BLOCK-----\n {4}\.\n {4}words\n/m,
      );
      await assert.rejects(
        callModule(deb822Repository, { ...asked, signed_by: `${url}/none.asc` }),
        /Could not fetch signed_by key: HTTP Error 404/,
      );
    });

    it('mends the mode, and takes all of it away', async () => {
      const { result } = await callModule(deb822Repository, { ...asked, signed_by: key, mode: '0600' });
      assert.deepEqual([result.changed, statSync(source).mode & 0o777], [true, 0o600]);
      const gone = { ...asked, state: 'absent' };
      assert.equal((await callModule(deb822Repository, gone)).result.changed, true);
      assert.deepEqual([source, '/etc/apt/keyrings/trial-own.asc'].map(existsSync), [false, false]);
      assert.equal((await callModule(deb822Repository, gone)).result.changed, false);
    });
  });
}
