/** A variable that is set at two levels has the value of the higher one: every pair of levels, as in ansible-core 2.14. */
import assert from 'node:assert/strict';
import { runCase } from './run-case.ts';

/** The levels, the lowest first. */
const levels = [
  'defaults of another role',
  'defaults of a dependency',
  'defaults of the role that includes',
  'defaults of the role',
  'inventory: [all:vars]',
  'inventory: [parent:vars]',
  'inventory: [group:vars]',
  'inventory: group_vars/all',
  'playbook: group_vars/all',
  'inventory: group_vars/parent',
  'inventory: group_vars/group',
  'playbook: group_vars/parent',
  'playbook: group_vars/group',
  'inventory: host',
  'inventory: host_vars',
  'playbook: host_vars',
  'play',
  'vars_prompt',
  'vars_files',
  'vars of another role',
  'vars of the role that includes',
  'vars of a dependency',
  'vars of the role',
  'block around the include',
  'block',
  'task',
  'include_vars',
  'set_fact',
  'register',
  'include_role',
  'parameters of the role that includes',
  'include_tasks',
  'inner include_tasks',
  '-e',
] as const;
type Level = (typeof levels)[number];

/** What `hostvars` does not show: it belongs to the play and what is in it, not to the host. */
const levelsOfPlay: readonly Level[] = levels.filter((level) =>
  /role|dependency|^play$|^vars_(?:prompt|files)$|block|^task$|include_tasks/.test(level),
);

interface Pair {
  readonly name: string;
  readonly lower: Level;
  readonly higher: Level;
}

const pairs: readonly Pair[] = levels.flatMap((lower, low) =>
  levels.slice(low + 1).map((higher, above) => ({ name: `v_${low}_${low + 1 + above}`, lower, higher })),
);

function namesAt(level: Level): readonly string[] {
  return pairs.filter(({ lower, higher }) => lower === level || higher === level).map(({ name }) => name);
}

function variables(level: Level): Record<string, Level> {
  return Object.fromEntries(namesAt(level).map((name) => [name, level]));
}

function lines(level: Level): string {
  return namesAt(level)
    .map((name) => `${name}=${JSON.stringify(level)}\n`)
    .join('');
}

/** JSON is YAML. */
const yaml = JSON.stringify;

const value = (name: string): string => `{{ ${name}.msg if ${name} is mapping else ${name} }}`;
const valueOfHost = (name: string): string => `{{ hostvars.h1.${name} | default('-') }}`;
const all = (make: (name: string) => string): Record<string, string> =>
  Object.fromEntries(pairs.map(({ name }) => [name, make(name)]));

const files: Readonly<Record<string, string>> = {
  'play.yml': yaml([
    {
      hosts: 'h1',
      gather_facts: false,
      vars: variables('play'),
      vars_prompt: namesAt('vars_prompt').map((name) => ({ name, default: 'vars_prompt' })),
      vars_files: ['files.yml'],
      roles: ['other', { role: 'outer', ...variables('parameters of the role that includes') }],
    },
  ]),
  'files.yml': yaml(variables('vars_files')),
  'roles/other/defaults/main.yml': yaml(variables('defaults of another role')),
  'roles/other/vars/main.yml': yaml(variables('vars of another role')),
  'roles/needed/defaults/main.yml': yaml(variables('defaults of a dependency')),
  'roles/needed/vars/main.yml': yaml(variables('vars of a dependency')),
  'roles/outer/defaults/main.yml': yaml(variables('defaults of the role that includes')),
  'roles/outer/vars/main.yml': yaml(variables('vars of the role that includes')),
  'roles/outer/tasks/main.yml': yaml([
    {
      vars: variables('block around the include'),
      block: [{ include_role: { name: 'inner' }, vars: variables('include_role') }],
    },
  ]),
  'roles/inner/meta/main.yml': yaml({ dependencies: ['needed'] }),
  'roles/inner/defaults/main.yml': yaml(variables('defaults of the role')),
  'roles/inner/vars/main.yml': yaml(variables('vars of the role')),
  'roles/inner/vars/more.yml': yaml(variables('include_vars')),
  'roles/inner/tasks/main.yml': yaml([
    { include_vars: 'more.yml' },
    { set_fact: variables('set_fact') },
    ...namesAt('register').map((name) => ({ debug: { msg: 'register' }, register: name })),
    { include_tasks: 'middle.yml', vars: variables('include_tasks') },
  ]),
  'roles/inner/tasks/middle.yml': yaml([
    { include_tasks: 'last.yml', vars: variables('inner include_tasks') },
  ]),
  'roles/inner/tasks/last.yml': yaml([
    {
      vars: variables('block'),
      block: [
        { name: 'task', debug: { msg: all(value) }, vars: variables('task') },
        { name: 'hostvars', debug: { msg: all(valueOfHost) } },
      ],
    },
  ]),
  'inv/hosts': [
    '[group]',
    `h1 ${lines('inventory: host').trimEnd().replaceAll('\n', ' ')}`,
    '[parent:children]',
    'group',
    `[all:vars]\n${lines('inventory: [all:vars]')}`,
    `[parent:vars]\n${lines('inventory: [parent:vars]')}`,
    `[group:vars]\n${lines('inventory: [group:vars]')}`,
  ].join('\n'),
  'inv/group_vars/all.yml': yaml(variables('inventory: group_vars/all')),
  'inv/group_vars/parent.yml': yaml(variables('inventory: group_vars/parent')),
  'inv/group_vars/group.yml': yaml(variables('inventory: group_vars/group')),
  'inv/host_vars/h1.yml': yaml(variables('inventory: host_vars')),
  'group_vars/all.yml': yaml(variables('playbook: group_vars/all')),
  'group_vars/parent.yml': yaml(variables('playbook: group_vars/parent')),
  'group_vars/group.yml': yaml(variables('playbook: group_vars/group')),
  'host_vars/h1.yml': yaml(variables('playbook: host_vars')),
};

describe('levels of variables, pair by pair', () => {
  const shown = new Map<string, Readonly<Record<string, unknown>>>();
  before(async () => {
    const { events } = await runCase({
      title: 'precedence',
      files,
      inventory: 'inv/hosts',
      args: ['-c', 'local', '-e', yaml(variables('-e'))],
      answers: namesAt('vars_prompt').map(() => ''),
      expect: { exit: 0 },
    });
    for (const event of events) {
      if (event.type === 'result' && event.task.name.endsWith(': task'))
        shown.set('task', event.outcome.result['msg'] as Readonly<Record<string, unknown>>);
      if (event.type === 'result' && event.task.name.endsWith(': hostvars'))
        shown.set('hostvars', event.outcome.result['msg'] as Readonly<Record<string, unknown>>);
    }
  });

  for (const { name, lower, higher } of pairs) {
    it(`${higher} over ${lower}`, () => {
      assert.equal(shown.get('task')?.[name], higher);
    });
  }

  it('hostvars has those that are of the host itself', () => {
    for (const { name, lower, higher } of pairs) {
      const own = [higher, lower].find((level) => !levelsOfPlay.includes(level)) ?? '-';
      const found = shown.get('hostvars')?.[name];
      const text = found instanceof Object && 'msg' in found ? found.msg : found;
      assert.equal(text, own, `${lower}, ${higher}`);
    }
  });
});
