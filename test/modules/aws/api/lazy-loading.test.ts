/** The SDK is large: nothing of it is loaded before AWS is called. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** Tells on stderr of each package of the SDK that is asked for. */
const hooks = `
  import { writeSync } from 'node:fs';
  export function resolve(specifier, context, next) {
    if (specifier.startsWith('@aws-sdk/')) writeSync(2, 'LOADED ' + specifier + '\\n');
    return next(specifier, context);
  }`;
const dataUrl = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`;

function loadedBy(...args: readonly string[]): readonly string[] {
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--import', dataUrl(register), join(root, 'engine', 'cli', 'main.ts'), ...args],
    {
      cwd: root,
      encoding: 'utf8',
      // Nobody answers there: the first call ends the run.
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      },
    },
  );
  assert.notEqual(status, null, stderr);
  return [...stderr.matchAll(/^LOADED (\S+)$/gm)].map(([, name = '']) => name);
}

describe('the SDK of AWS', function () {
  this.timeout(60_000);

  for (const args of [
    ['--help'],
    ['run', '--help'],
    ['doc', 'aws.quota'],
    ['lint', 'playbooks/aws_quota.yml'],
  ])
    it(`is not loaded by drover ${args.join(' ')}`, () => {
      assert.deepEqual(loadedBy(...args), []);
    });

  it('is loaded for a call, without the packages of services that are not called', () => {
    const variables = JSON.stringify({ account: '123456789012', region: 'us-east-1', quota: 'eip' });
    const loaded = loadedBy('run', 'playbooks/aws_quota.yml', '-e', variables);
    assert.ok(loaded.includes('@aws-sdk/client-sts'), loaded.join());
    assert.ok(!loaded.includes('@aws-sdk/client-s3'), loaded.join());
  });
});
