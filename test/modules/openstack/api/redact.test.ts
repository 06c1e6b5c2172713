import assert from 'node:assert/strict';
import { REDACTED, redactorFor } from '../../../../modules/openstack/api/redact.ts';
import { shownUrl } from '../../../../modules/openstack/api/url.ts';

describe('secrets in texts', () => {
  it('are taken out as they are, encoded, and in JSON', () => {
    const secret = 'pa ss/wo"rd&1';
    const redact = redactorFor({ password: secret, username: 'src', auth_url: 'http://h' });
    for (const text of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret),
      'pa ss/wo"rd&amp;1',
      'pa ss/wo&quot;rd&amp;1',
    ]) {
      assert.ok(!redact(`before ${text} after`).includes('rd'), text);
    }
    assert.equal(redact('src at http://h'), 'src at http://h');
  });

  it('are words of their own where they are short', () => {
    const redact = redactorFor({ password: 'src' });
    assert.equal(redact('source of src, src2 and "src"'), `source of ${REDACTED}, src2 and "${REDACTED}"`);
  });

  it('are learned on the way', () => {
    const redact = redactorFor({});
    redact.add('gAAAA-new-token');
    assert.equal(redact('token gAAAA-new-token.'), `token ${REDACTED}.`);
  });

  it('are not part of a shown URL', () => {
    assert.equal(shownUrl('http://u:p@h:1/x?token=t#f'), 'http://h:1/x');
    assert.equal(shownUrl('//u:p@h/x?y'), '//h/x');
  });
});
