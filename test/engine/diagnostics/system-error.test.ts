import assert from 'node:assert/strict';
import { readFile, rmdir } from 'node:fs/promises';
import {
  errnoOf,
  errnoText,
  isSystemError,
  systemErrorText,
} from '../../../engine/diagnostics/system-error.ts';

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('errors of the operating system', () => {
  it('are told in the words of strerror(3), with the path', async () => {
    const error = await thrownBy(readFile('/no/such/file'));
    assert.ok(isSystemError(error));
    assert.equal(systemErrorText(error), "[Errno 2] No such file or directory: '/no/such/file'");
    const full = await thrownBy(rmdir('/etc'));
    assert.ok(isSystemError(full));
    assert.match(systemErrorText(full), /^\[Errno \d+\] .*: '\/etc'$/);
  });

  it('have numbers', () => {
    assert.equal(errnoOf('EACCES'), 13);
    assert.equal(errnoText('ECONNREFUSED'), '[Errno 111] Connection refused');
    assert.equal(errnoText('EWHATEVER'), undefined);
  });

  it('that are rare keep the words of Node', () => {
    const error = Object.assign(new Error('EWHATEVER: what?, open'), { syscall: 'open', code: 'EWHATEVER' });
    assert.ok(isSystemError(error));
    assert.equal(systemErrorText(error), 'EWHATEVER: what?, open');
    assert.equal(isSystemError(new Error('plain')), false);
  });
});
