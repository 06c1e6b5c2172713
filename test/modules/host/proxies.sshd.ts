import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server, AddressInfo } from 'node:net';
import { getUrl } from '../../../modules/host/get-url.ts';
import { uri } from '../../../modules/host/uri.ts';
import type { Connection, DialTarget } from '../../../engine/module.ts';
import { sshConnection, type SshConnection } from '../../../engine/transport/ssh/ssh.ts';
import { startProxy, type TestProxy } from '../../engine/network/support/start-proxy.ts';
import { startSshd, type Sshd } from '../../engine/transport/ssh/sshd.ts';
import { createAuthority, type TestAuthority } from '../openstack/api/certificates.ts';
import { callModule } from '../harness.ts';

describe('modules/host: calls of URLs from other machines, by proxies', () => {
  let sshd: Sshd;
  let ssh: SshConnection;
  let authority: TestAuthority;
  let server: Server;
  let proxy: TestProxy;
  let url: string;
  let folder: string;
  let dialled: DialTarget[];
  let connection: Connection;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-proxies-'));
    sshd = await startSshd(['SetEnv https_proxy=http://machine.invalid:3128']);
    ssh = sshConnection(sshd.settings());
    authority = createAuthority();
    const pair = authority.issue('far', 'DNS:far.invalid');
    server = createServer(
      { cert: authority.read(pair.cert), key: authority.read(pair.key) },
      (_request, answer) => answer.end('far'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Boundary: a server that listens on a port has such an address.
    const { port } = server.address() as AddressInfo;
    url = `https://far.invalid:${port}/file`;
    proxy = await startProxy({ port });
    const dial = ssh.dial?.bind(ssh) ?? assert.fail();
    connection = {
      kind: ssh.kind,
      files: ssh.files,
      execute: (command, options) => ssh.execute(command, options),
      dial: (target) => {
        dialled.push(target);
        return dial(target);
      },
    };
  });
  beforeEach(() => {
    dialled = [];
  });
  after(async () => {
    await proxy.close();
    server.close();
    await ssh.close();
    await sshd.stop();
    authority.remove();
    rmSync(folder, { recursive: true });
  });
  const options = (environment: Readonly<Record<string, string>>) => ({
    context: { connection, environment },
  });
  const targets = (): string[] =>
    dialled.map((target) => ('host' in target ? `${target.host}:${target.port}` : target.path));

  it('go from the machine to the proxy that the task names, and no further by themselves', async () => {
    const { result } = await callModule(
      uri,
      { url, ca_path: authority.ca, return_content: true },
      options({ https_proxy: proxy.url }),
    );
    assert.equal(result['content'], 'far', JSON.stringify(result));
    assert.deepEqual(targets(), [new URL(proxy.url).host]);
    assert.deepEqual(proxy.tunnels, [new URL(url).host]);
  });
  it('download files on that way', async () => {
    const dest = join(folder, 'file');
    const { result } = await callModule(
      getUrl,
      { url, dest, ca_path: authority.ca },
      options({ HTTPS_PROXY: proxy.url, https_proxy: proxy.url }),
    );
    assert.equal(result['status_code'], 200, JSON.stringify(result));
    assert.deepEqual(targets(), [new URL(proxy.url).host]);
  });
  it('go to the proxy that the machine itself names', async () => {
    const { result } = await callModule(uri, { url, ca_path: authority.ca }, options({}));
    assert.equal(result.failed, true);
    assert.deepEqual(targets(), ['machine.invalid:3128']);
  });
  it('go to no proxy with use_proxy: false, or where no_proxy has the host', async () => {
    await callModule(uri, { url, ca_path: authority.ca, use_proxy: false }, options({}));
    await callModule(uri, { url, ca_path: authority.ca }, options({ no_proxy: '.invalid' }));
    assert.deepEqual(targets(), [new URL(url).host, new URL(url).host]);
  });
});
