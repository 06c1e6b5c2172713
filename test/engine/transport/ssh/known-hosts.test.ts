import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import {
  checkKnownHosts,
  knownTypes,
  parseKnownHosts,
} from '../../../../engine/transport/ssh/known-hosts.ts';

const hashed = (name: string): string => {
  const salt = Buffer.from('0123456789abcdefghij');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

interface Case {
  readonly it: string;
  readonly file: string;
  readonly host?: string;
  readonly port?: number;
  readonly status: string;
  readonly places?: readonly string[];
}

/** The host `web` shows the key `ssh-ed25519 AAAAown`, unless a case says otherwise. */
const cases: readonly Case[] = [
  { it: 'a plain name', file: 'web ssh-ed25519 AAAAown', status: 'known', places: ['f:1'] },
  { it: 'a name in capitals', file: 'WEB ssh-ed25519 AAAAown', host: 'Web', status: 'known' },
  { it: 'one of several names', file: 'db,web,10.0.0.1 ssh-ed25519 AAAAown a comment', status: 'known' },
  { it: 'no line', file: '', status: 'unknown' },
  { it: 'a comment', file: '# web ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'a damaged line', file: 'web ssh-ed25519', status: 'unknown' },
  { it: 'another host', file: 'web2 ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'another key of the type', file: '\nweb ssh-ed25519 AAAAother', status: 'changed', places: ['f:2'] },
  { it: 'a key of another type', file: 'web ssh-rsa AAAAother', status: 'unknown' },
  {
    it: 'an old and the new key',
    file: 'web ssh-ed25519 AAAAother\nweb ssh-ed25519 AAAAown',
    status: 'known',
  },
  { it: 'wildcards', file: 'w?b*,x ssh-ed25519 AAAAown', status: 'known' },
  { it: 'a wildcard that does not match', file: 'w?b ssh-ed25519 AAAAown', host: 'wb', status: 'unknown' },
  { it: 'a dot that is a dot', file: '10.0*.1 ssh-ed25519 AAAAown', host: '10x0.1', status: 'unknown' },
  { it: 'a negation', file: '*,!web ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'a negation alone', file: '!db ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'a hashed name', file: `${hashed('web')} ssh-ed25519 AAAAown`, status: 'known' },
  { it: 'another hashed name', file: `${hashed('db')} ssh-ed25519 AAAAown`, status: 'unknown' },
  { it: 'a hash of another kind', file: '|2|x|y ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'a port', file: '[web]:2222 ssh-ed25519 AAAAown', port: 2222, status: 'known' },
  { it: 'a hashed port', file: `${hashed('[web]:2222')} ssh-ed25519 AAAAown`, port: 2222, status: 'known' },
  { it: 'another port', file: '[web]:2223 ssh-ed25519 AAAAown', port: 2222, status: 'unknown' },
  { it: 'a port where none is meant', file: '[web]:2222 ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'the name without its port', file: 'web ssh-ed25519 AAAAown', port: 2222, status: 'known' },
  { it: 'another key without the port', file: 'web ssh-ed25519 AAAAother', port: 2222, status: 'unknown' },
  {
    it: 'another key at the port, though it is known without',
    file: '[web]:2222 ssh-ed25519 AAAAother\nweb ssh-ed25519 AAAAown',
    port: 2222,
    status: 'changed',
  },
  {
    it: 'a revoked key',
    file: '@revoked * ssh-ed25519 AAAAown\nweb ssh-ed25519 AAAAown',
    status: 'revoked',
    places: ['f:1'],
  },
  {
    it: 'another revoked key',
    file: '@revoked * ssh-ed25519 AAAAother\nweb ssh-ed25519 AAAAown',
    status: 'known',
  },
  { it: 'an authority', file: '@cert-authority web ssh-ed25519 AAAAown', status: 'unknown' },
  { it: 'an unknown marker', file: '@magic web ssh-ed25519 AAAAown', status: 'unknown' },
];

describe('known_hosts', () => {
  for (const { it: name, file, host = 'web', port = 22, status, places } of cases) {
    it(`with ${name}: ${status}`, () => {
      const verdict = checkKnownHosts(parseKnownHosts(file, 'f'), host, port, {
        type: 'ssh-ed25519',
        base64: 'AAAAown',
      });
      assert.equal(verdict.status, status);
      if (places !== undefined) assert.deepEqual(verdict.places, places);
    });
  }
  it('tells of authorities', () => {
    const lines = parseKnownHosts('@cert-authority *.example.org ssh-ed25519 AAAAca', 'f');
    const key = { type: 'ssh-ed25519', base64: 'AAAAown' };
    assert.equal(checkKnownHosts(lines, 'web.example.org', 22, key).hasAuthority, true);
    assert.equal(checkKnownHosts(lines, 'web.example.net', 22, key).hasAuthority, false);
  });
  it('tells which types of key a host is asked for first', () => {
    const lines = parseKnownHosts('web ssh-rsa AAAA\n@revoked web ssh-ed25519 AAAA\nweb ssh-rsa AAAB', 'f');
    assert.deepEqual(knownTypes(lines, 'web', 22), ['ssh-rsa']);
  });
});
