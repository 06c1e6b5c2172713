import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { redactorFor } from '../../../../modules/openstack/api/redact.ts';
import { messageOfBody } from '../../../../modules/openstack/api/body-message.ts';

interface BodyCase {
  readonly from: string;
  readonly body: string;
  readonly says?: string;
}

describe('the message of an error body', () => {
  const cases = parse(
    readFileSync(new URL('error-bodies.cases.yml', import.meta.url), 'utf8'),
  ) as readonly BodyCase[];
  for (const { from, body, says } of cases) {
    it(from, () => {
      assert.equal(messageOfBody(body), says);
    });
  }

  it('has no part of a secret, even of one that looks like a tag or stands where the text is cut', () => {
    const redact = redactorFor({ password: 'Zq7<i>word', token: 'gAAAA-token' });
    assert.equal(messageOfBody('<html><h1>No</h1>It was Zq7<i>word.</html>', redact), 'It was [redacted].');
    assert.ok(!messageOfBody(`${'x'.repeat(595)}gAAAA-token`, redact)?.includes('gA'));
  });

  it('is cut where it is very long', () => {
    const said = messageOfBody('x'.repeat(10_000)) ?? '';
    assert.ok(said.length < 1000 && said.endsWith('…'));
  });
});
