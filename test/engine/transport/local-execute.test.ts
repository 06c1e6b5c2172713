import assert from 'node:assert/strict';
import { localConnection } from '../../../engine/transport/local.ts';
import { executeContract } from './execute-contract.ts';
import { killsDrover } from './killed-drover.ts';

const base = { PATH: process.env['PATH'], BASE: 'base', OVER: 'base' };

executeContract('programs on the local machine', () => localConnection(base), '1');

describe('the environment of programs on the local machine', () => {
  it('is the one that drover was given, with the task on top', async () => {
    const { stdout } = await localConnection(base).execute(['/bin/sh', '-c', 'echo "$BASE $OVER"'], {
      environment: { OVER: 'task' },
    });
    assert.equal(stdout, 'base task\n');
  });
});

describe('a program on the local machine that ends with drover', () => {
  it('ends when drover is killed', () => killsDrover({ user: '' }, `sleep 37.${process.pid}`));
});
