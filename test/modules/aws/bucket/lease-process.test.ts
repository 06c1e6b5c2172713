import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { isGone, leaseProcess } from '../../../../modules/aws/bucket/lease-process.ts';

describe('the process that holds a lease', () => {
  const own = leaseProcess();

  it('is there while it runs', () => {
    assert.equal(isGone(own), false);
  });

  it('is gone once it has ended, or its number is another process’s', () => {
    const { pid } = spawnSync('true');
    assert.equal(isGone({ ...own, pid }), true);
    assert.equal(isGone({ ...own, start: `${own.start}1` }), true);
  });

  it('may be there on other machines and in other containers', () => {
    const { pid } = spawnSync('true');
    assert.equal(isGone({ ...own, pid, host: 'another' }), false);
    // Of one name, as machines that were cloned are.
    assert.equal(isGone({ ...own, pid, start: `another${own.start}` }), false);
    assert.equal(isGone({ ...own, pid, namespace: 'pid:[1]' }), false);
    assert.equal(isGone({ ...own, pid, namespace: '' }), false);
    assert.equal(isGone(undefined), false);
  });
});
