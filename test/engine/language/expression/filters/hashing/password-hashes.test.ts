import assert from 'node:assert/strict';
import { bcrypt } from '../../../../../../engine/language/expression/filters/hashing/bcrypt.ts';
import { md5Crypt } from '../../../../../../engine/language/expression/filters/hashing/md5-crypt.ts';
import {
  sha256Crypt,
  sha512Crypt,
} from '../../../../../../engine/language/expression/filters/hashing/sha-crypt.ts';

/** Known answers of crypt(3) and passlib. */
const long = Buffer.from('a'.repeat(70));
const czech = Buffer.from('žluť');

describe('hashes of passwords', () => {
  it('SHA-256', () => {
    const options = { salt: 'saltsalt', rounds: 1000, showsRounds: true };
    assert.equal(
      sha256Crypt(Buffer.from('secret'), options),
      '$5$rounds=1000$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2',
    );
    assert.equal(
      sha256Crypt(Buffer.from(''), options),
      '$5$rounds=1000$saltsalt$Naw4j7Jsi9DJmo461n8iSYTXTcY98Ufoq.Xsn7KkFN7',
    );
    assert.equal(
      sha256Crypt(long, options),
      '$5$rounds=1000$saltsalt$Io1f48K/m0YIWjm5927klsyc8xObVI7r7oF4YhLm7p1',
    );
  });

  it('SHA-512', () => {
    const options = { salt: 'abcdefgh12345678', rounds: 5000, showsRounds: false };
    assert.equal(
      sha512Crypt(czech, options),
      '$6$abcdefgh12345678$4sowQiyC2Egzlz55r.u5vj8LPM.7TnTr3meSBPq/ODTXFsOWsRgaP7H2U7i88eCX6dQG4BD/q7qAXclhrQ5NN1',
    );
  });

  it('MD5', () => {
    assert.equal(md5Crypt(Buffer.from('secret'), 'saltsalt'), '$1$saltsalt$9xy1btjgzLYfb7hivXtC//');
    assert.equal(md5Crypt(long, 'saltsalt'), '$1$saltsalt$MXt1vO5UTCaPdasq6/ipZ/');
  });

  it('bcrypt', () => {
    const salt = '123456789012345678901u';
    assert.equal(
      bcrypt(Buffer.from('secret'), salt, 4, '2b'),
      '$2b$04$123456789012345678901u//h8y7tq3SNKU3W0iQ9NrkyT8n5fXPS',
    );
    assert.equal(
      bcrypt(Buffer.from(''), salt, 4, '2b'),
      '$2b$04$123456789012345678901uVTVpbHniVAv2CmG4UV2sJqSWa2e9QRu',
    );
    assert.equal(bcrypt(long, salt, 4, '2b'), '$2b$04$123456789012345678901uskdUPsTQ3rBfv4zJ/cvyZzZTQoFcdj2');
  });
});
