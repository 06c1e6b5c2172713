import assert from 'node:assert/strict';
import {
  folderNameOf,
  projectOfFolder,
  type ProjectName,
} from '../../../../modules/openstack/project/project-folders.ts';

const FOLDERS: readonly (readonly [ProjectName, string])[] = [
  [{ name: 'web' }, 'web'],
  [{ name: 'web', domain: 'partners' }, 'web@partners'],
  [{ name: 'a/b' }, 'a%2Fb'],
  [{ name: 'a@b' }, 'a%40b'],
  [{ name: 'a@b', domain: 'c@d' }, 'a%40b@c%40d'],
  [{ name: '100%' }, '100%25'],
  [{ name: '..' }, '%2E.'],
  [{ name: '.drover' }, '%2Edrover'],
  [{ name: 'Größe 1' }, 'Größe 1'],
  [{ name: 'a\\b' }, 'a%5Cb'],
];

describe('folders of projects', () => {
  for (const [project, folder] of FOLDERS) {
    it(`${JSON.stringify(project)} has ${folder}`, () => {
      assert.equal(folderNameOf(project), folder);
      assert.deepEqual(projectOfFolder(folder), project);
    });
  }

  for (const other of ['', '.drover', '..', 'a@', '@b', 'a@b@c', '%2', 'a%2eb'])
    it(`"${other}" is none`, () => {
      assert.equal(projectOfFolder(other), undefined);
    });
});
