import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { boundScript } from '../../../engine/transport/ssh/bound-script.ts';
import { gone } from './killed-drover.ts';

function start(words: string, patience: number) {
  const script = `drover_g=$$;${boundScript(words, patience)}`;
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  return { child, ended: once(child, 'exit'), begun: performance.now() };
}

describe('a program that is bound to its connection', () => {
  const nap = `sleep 36.${process.pid}`;
  it('ends when nobody is heard of any more', async () => {
    const { ended, begun } = start(nap, 1);
    await ended;
    const took = performance.now() - begun;
    assert.ok(took > 900 && took < 3500, `after ${took.toFixed()} ms`);
    await gone(nap);
  });
  it('goes on as long as somebody is heard of, and ends when the connection does', async () => {
    const { child, ended } = start(nap, 1);
    const beats = setInterval(() => child.stdin.write('\n'), 200);
    const first = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2500, 'goes on'))]);
    assert.equal(first, 'goes on');
    clearInterval(beats);
    child.stdin.end();
    await ended;
    await gone(nap);
  });
  it('is killed where it does not want to go', async () => {
    const { child, ended } = start(`/bin/sh -c "trap '' TERM; ${nap}; ${nap}"`, 60);
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.stdin.end();
    await ended;
    await gone(nap);
  });
});
