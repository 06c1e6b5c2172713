import assert from 'node:assert/strict';
import { candidates } from '../../../engine/plan/find-file.ts';
import type { NodeContext, RoleInstance } from '../../../engine/plan/planned.ts';

const role = (path: string, parents: readonly RoleInstance[] = []): RoleInstance => ({
  role: {
    name: path,
    path,
    defaults: new Map(),
    vars: new Map(),
    tasks: [],
    handlers: [],
    dependencies: [],
    allowDuplicates: false,
  },
  parents,
  dependencies: [],
  isDependency: false,
  parameters: new Map(),
  vars: new Map(),
  key: path,
  allowDuplicates: false,
});

const context = (folders: readonly string[], own?: RoleInstance): NodeContext => ({
  play: undefined,
  playFolder: '/play',
  keywords: {},
  importVars: [],
  vars: [],
  includeVars: [],
  folders,
  files: [],
  handler: false,
  ...(own === undefined ? {} : { role: own }),
});

describe('where files are looked for', () => {
  it('begins with the role, then the task file, then the playbook', () => {
    assert.deepEqual(candidates('x.j2', 'templates', context(['/r/tasks'], role('/r'))), [
      '/r/templates/x.j2',
      '/r/x.j2',
      '/r/tasks/x.j2',
      '/r/tasks/templates/x.j2',
      '/play/templates/x.j2',
      '/play/x.j2',
    ]);
  });
  it('begins with the file at hand for tasks', () => {
    const own = role('/b', [role('/a')]);
    assert.deepEqual(
      candidates('../t.yml', 'tasks', context(['/b/tasks/sub', '/b/tasks'], own)).slice(0, 4),
      ['/b/tasks/t.yml', '/b/t.yml', '/t.yml', '/a/t.yml'],
    );
  });
  it('takes an absolute name as it is', () => {
    assert.deepEqual(candidates('/etc/x', 'files', context(['/play'])), ['/etc/x']);
  });
});
