import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parsePpa, signingKeyOf } from '../../../modules/host/repositories/ppa.ts';

const fingerprint = 'BC1110EF5DBAF4F623A15383D73612863C017743';

describe('modules/host/repositories/ppa', () => {
  let server: Server;
  let api: string;
  const asked: string[] = [];
  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.accept ?? ''}`);
      const isKnown = request.url?.startsWith('/~anna/') === true;
      const body =
        request.url?.endsWith('/odd') === true
          ? 'no JSON'
          : JSON.stringify({ signing_key_fingerprint: fingerprint });
      response.writeHead(isKnown ? 200 : 404).end(isKnown ? body : '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
  });
  const key = (text: string): Promise<string> =>
    signingKeyOf(parsePpa(text, 'noble'), { validate_certs: true, api }, new AbortController().signal);

  it('makes a line of a name', () => {
    assert.equal(
      parsePpa('ppa:anna/tools', 'noble').source,
      'deb http://ppa.launchpad.net/anna/tools/ubuntu noble main',
    );
    assert.equal(
      parsePpa('ppa:anna', 'jammy').source,
      'deb http://ppa.launchpad.net/anna/ppa/ubuntu jammy main',
    );
  });

  it('asks for the key that it is signed with', async () => {
    assert.equal(await key('ppa:anna/tools'), fingerprint);
    assert.deepEqual(asked, ['/~anna/+archive/tools application/json']);
  });

  it('says why there is none', async () => {
    await assert.rejects(
      key('ppa:nobody/x'),
      /failed to fetch PPA information, error was: HTTP Error 404: Not Found/,
    );
    await assert.rejects(key('ppa:anna/odd'), /tells of no signing key/);
  });
});
