import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand } from './built.ts';

describe('--vpc', function () {
  this.timeout(60_000);
  let command: BuiltCommand;
  let folder: string;
  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-vpc-'));
    writeFileSync(
      join(folder, 'show.yml'),
      '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - ansible.builtin.debug: {msg: "{{ aws_vpcs | default([]) | join(\' and \') }}."}\n',
    );
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });
  const run = (verb: string, ...args: readonly string[]) =>
    command.run([verb, 'show.yml', ...args], { cwd: folder, environment: { HOME: folder } });

  it('is the variable aws_vpcs, of run and of plan', async () => {
    const ran = await run('run', '--vpc', 'vpc-1, vpc-2', '--vpc', 'vpc-3', '-e', 'aws_vpcs=other');
    assert.match(ran.stdout, /vpc-1 and vpc-2 and vpc-3\./, ran.stderr);
    assert.equal((await run('plan', '--vpc', 'vpc-1')).code, 0);
    assert.match((await run('run')).stdout, /"msg": "\."/);
  });

  it('is no flag of lint', async () => {
    const linted = await run('lint', '--vpc', 'vpc-1');
    assert.match(linted.stderr, /unknown option '--vpc'/);
  });
});
