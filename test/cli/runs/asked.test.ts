import assert from 'node:assert/strict';
import { join } from 'node:path';
import { absoluteFlags, askedOf, extraVarsOf, flagsOf } from '../../../engine/cli/asked.ts';
import { packageFolder } from '../../../engine/cli/package-folder.ts';
import type { FlagValues } from '../../../engine/cli/flags.ts';
import { nodeSourceFiles } from '../../../engine/run/node-source-files.ts';

const here = (path: string): string => join(process.cwd(), path);
const given: FlagValues = {
  extraVars: ['@vars.yml', 'x=1', 'password=p1'],
  inventory: ['hosts.yml', 'h1,h2'],
  limit: '@failed.txt',
  tags: ['a,b', 'c'],
  skipTags: ['d'],
  diff: true,
  forks: '7',
  startAtTask: 'second',
  vaultPasswordFile: ['pw'],
  vaultId: ['dev@pw2', 'prod@prompt'],
  user: 'me',
  connection: 'local',
  become: true,
  becomeMethod: 'su',
  becomeUser: 'web',
  askBecomePass: true,
  askPass: true,
  timeout: '30',
  sshCommonArgs: '-J gate',
  forceHandlers: true,
  refresh: true,
  color: true,
};

describe('what was asked', () => {
  const asked = askedOf(['a.yml'], given, nodeSourceFiles());

  it('is kept with absolute paths and without secrets', () => {
    assert.deepEqual(asked, {
      playbooks: [here('a.yml')],
      inventories: [here('hosts.yml'), 'h1,h2'],
      extraVars: [`@${here('vars.yml')}`, 'x=1', 'os_migrate_refresh=true'],
      withheld: ['password'],
      limit: `@${here('failed.txt')}`,
      tags: ['a,b', 'c'],
      skipTags: ['d'],
      diff: true,
      forks: '7',
      startAtTask: 'second',
      vaultPasswordFiles: [here('pw')],
      vaultIds: [`dev@${here('pw2')}`, 'prod@prompt'],
      askVaultPassword: false,
      user: 'me',
      connection: 'local',
      forceHandlers: true,
      reach: {
        become: true,
        becomeMethod: 'su',
        becomeUser: 'web',
        askBecomePass: true,
        askPass: true,
        timeout: '30',
        sshCommonArgs: '-J gate',
      },
    });
  });

  it('is the same when it is asked again', () => {
    const again = askedOf(asked.playbooks, flagsOf(asked, { color: true }), nodeSourceFiles());
    assert.deepEqual(again, { ...asked, withheld: [] });
  });

  it('yields to what is given anew', () => {
    const now: FlagValues = {
      color: false,
      limit: 'h2',
      tags: ['z'],
      askVaultPassword: true,
      extraVars: ['x=2'],
    };
    const flags = flagsOf(asked, now);
    assert.deepEqual([flags.limit, flags.tags, flags.forks, flags.color], ['h2', ['z'], '7', false]);
    assert.deepEqual(
      [flags.askVaultPassword, flags.vaultPasswordFile, flags.vaultId],
      [true, undefined, undefined],
    );
    assert.deepEqual(extraVarsOf(flags), [...asked.extraVars, 'x=2']);
  });

  it('names playbooks that come with drover by their names', () => {
    const path = join(packageFolder(), 'playbooks', 'import_networks.yml');
    assert.deepEqual(askedOf([path], { color: true }, nodeSourceFiles()).playbooks, [
      'playbooks/import_networks.yml',
    ]);
  });

  it('can be asked in another folder', () => {
    const flags = absoluteFlags({ ...given, dataDir: 'data' });
    assert.deepEqual(flags.extraVars, [`@${here('vars.yml')}`, 'x=1', 'password=p1']);
    assert.deepEqual([flags.inventory, flags.dataDir], [[here('hosts.yml'), 'h1,h2'], here('data')]);
  });
});
