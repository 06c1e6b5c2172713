import assert from 'node:assert/strict';
import { asMaps } from '../../../modules/hooks/is-object.ts';
import { readHooks } from '../../../modules/hooks/read-hooks.ts';
import { contentText } from '../../../modules/hooks/same-content.ts';

const addresses: readonly (readonly [written: string, safe: string])[] = [
  ['git+https://t0ken@h/h.git//site.yml', 'git+https://h/h.git//site.yml'],
  ['git+https://me:t0ken@h:8443/h.git//site.yml,main', 'git+https://h:8443/h.git//site.yml,main'],
  ['https://t0ken@h/h.git//site.yml,fix#12', 'https://h/h.git//site.yml,fix#12'],
  ['git+ssh://git:t0ken@h:22/h.git//site.yml', 'git+ssh://git@h:22/h.git//site.yml'],
  [
    'git+https://h/h.git?private_token=t0ken&x=1//a/site.yml,main',
    'git+https://h/h.git?private_token=&x=1//a/site.yml,main',
  ],
  ['git+https://H/h.git?private_token=t0ken//b.yml', 'git+https://H/h.git?private_token=//b.yml'],
];
const harmless = [
  'hooks/site.yml',
  'what?token=x.yml',
  'git+git@h:h.git//site.yml,main',
  'git+ssh://git@h/h.git//site.yml',
  'git+file:///srv/h.git//a@b/site.yml',
  'git+https://H.example:443/h.git//a@b/ä.yml,fix#12',
];

describe('addresses of playbooks of hooks', () => {
  for (const [written, safe] of addresses) {
    it(`are told and journaled without what is secret: ${written}`, () => {
      assert.equal(contentText({ playbook: written }), `playbook ${safe}`);
      const { hooks } = readHooks(asMaps({ pre_stop: [{ playbook: written }] }), 'hooks');
      assert.deepEqual(
        hooks.map(({ label, content }) => [label, content]),
        // What is fetched is what was written.
        [[safe, { playbook: written }]],
      );
    });
  }

  for (const written of harmless) {
    it(`stay to the letter where nothing in them is secret: ${written}`, () => {
      assert.equal(contentText({ playbook: written }), `playbook ${written}`);
    });
  }
});
