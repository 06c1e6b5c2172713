import assert from 'node:assert/strict';
import { bringUpBed } from './support/bed.ts';
import { buildDrover, drover, said } from './support/drover.ts';
import { readLogin, type Login } from './seed/cloud.ts';
import { openWorkspace } from './support/workspace.ts';

/** Nobody waits longer than this for the word that a login is wrong. */
const SECONDS = 10;

const REFUSALS: readonly (readonly [what: string, change: (login: Login) => Login, message: RegExp])[] = [
  ['a wrong password', (login) => ({ ...login, password: 'not-the-password' }), /password/i],
  [
    'a user that is not there',
    (login) => ({ ...login, username: 'nobody-of-that-name' }),
    /nobody-of-that-name|user/i,
  ],
  [
    'a project that is not there',
    (login) => ({ ...login, project_name: 'no-such-project' }),
    /no-such-project|project/i,
  ],
  [
    'a port where nobody listens',
    (login) => ({ ...login, auth_url: 'http://127.0.0.1:9/v3' }),
    /127\.0\.0\.1:9/,
  ],
];

describe('A login that the cloud refuses', () => {
  before(async () => {
    await bringUpBed();
    await buildDrover();
  });

  for (const [what, change, message] of REFUSALS) {
    it(`is named within seconds: ${what}`, async () => {
      const [source, destination] = await Promise.all([readLogin('source'), readLogin('destination')]);
      const wrong = change(source);
      const workspace = await openWorkspace(wrong, destination);
      try {
        const ended = await drover(workspace.arguments('run', 'export', ['networks']));
        assert.equal(ended.code, 2, said(ended));
        assert.match(said(ended), message);
        assert.ok(ended.milliseconds < SECONDS * 1000, `It took ${ended.milliseconds} ms.`);
        assert.ok(!said(ended).includes(wrong.password), 'The password is in the output.');
      } finally {
        await workspace.remove();
      }
    });
  }
});
