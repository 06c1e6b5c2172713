import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { reachSettings } from '../../../engine/sources/http/http-settings.ts';

const knownHosts = (value: string | undefined, flag?: string): string | undefined =>
  reachSettings({
    environment: { DROVER_KNOWN_HOSTS: value },
    knownHosts: flag,
    signal: new AbortController().signal,
    warn: (message) => {
      assert.fail(message);
    },
  }).knownHosts;

describe('DROVER_KNOWN_HOSTS', () => {
  it('starts at the folder that drover was started in, whatever folder Git is started in', () => {
    assert.equal(knownHosts('ci/known_hosts'), resolve('ci/known_hosts'));
    assert.equal(knownHosts('/etc/known_hosts'), '/etc/known_hosts');
  });

  it('leaves to ssh what ssh replaces', () => {
    for (const value of ['~/.ssh/ci', '%d/known_hosts']) assert.equal(knownHosts(value), value);
  });

  it('counts where there is no flag, and says something', () => {
    assert.equal(knownHosts('ci/known_hosts', '/flag'), '/flag');
    for (const value of ['', undefined]) assert.equal(knownHosts(value), undefined);
  });
});
