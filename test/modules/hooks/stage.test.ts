import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playContent } from '../../../engine/sources/plays/play-content.ts';
import { openCache } from '../../../engine/sources/cache.ts';
import { stagePlaybook } from '../../../modules/hooks/stage.ts';
import type { HookCall } from '../../../modules/hooks/hook.types.ts';
import { runHook } from './runners/run-hook.ts';

const playbook = (task: string): string =>
  `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - ${task}\n`;

describe('The folder of a hook', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-stage-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is removed where it cannot be filled', async () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      // Boundary: a playbook that is not there is met before anything else is asked for.
      const call = {
        hook: {},
        content: { kind: 'playbook', path: '/nowhere/site.yml' },
      } as unknown as HookCall;
      await assert.rejects(stagePlaybook(call, 'localhost'), { code: 'ENOENT' });
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  it('has what links beside the playbook lead to, and a playbook that is a link itself', async () => {
    for (const path of ['shared/roles/own/tasks', 'shared/group_vars', 'plays'])
      mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'shared/site.yml'), playbook('import_role: { name: own }'));
    writeFileSync(join(folder, 'shared/group_vars/all.yml'), 'word: from a link\n');
    writeFileSync(
      join(folder, 'shared/roles/own/tasks/main.yml'),
      '- ansible.builtin.assert: { that: word == "from a link" }\n',
    );
    for (const name of ['roles', 'group_vars', 'site.yml'])
      symlinkSync(join('../shared', name), join(folder, 'plays', name));
    symlinkSync('me@host.1:2', join(folder, 'plays', '.#site.yml'));
    const { outcome } = await runHook({
      files: {},
      hook: `{playbook: ${join(folder, 'plays/site.yml')}, host: localhost}`,
    });
    assert.equal(outcome.message, undefined);
    assert.equal(outcome.status, 'ok');
  });

  it('is not made where a link further below leads out', async () => {
    mkdirSync(join(folder, 'plays/files'), { recursive: true });
    writeFileSync(join(folder, 'plays/site.yml'), playbook('debug:'));
    symlinkSync('/etc/passwd', join(folder, 'plays/files/passwd'));
    const content = playContent({
      cache: openCache(join(folder, 'cache'), () => undefined),
      locked: undefined,
      folders: [join(folder, 'plays')],
      rolesPath: [],
      packaged: [],
    });
    await assert.rejects(content.find({ playbook: 'site.yml' }), { code: 'source-refused' });
  });
});
