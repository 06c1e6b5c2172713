import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coerceArguments } from '../../../engine/schema/coerce-arguments.ts';
import { packageModule } from '../../../modules/host/package.ts';
import { callModule, type CallOutcome } from '../harness.ts';

/** Notes what it is called with, and tells that there is nothing to do. */
const dnf = (dir: string): string =>
  `#!/bin/sh\necho "dnf $*" >> ${dir}/calls\necho 'Nothing to do.'\ncase "$*" in *makecache*) exit 0 ;; esac\n`;

describe('modules/host/package', () => {
  const dir = mkdtempSync(join(tmpdir(), 'drover-package-'));
  before(() => {
    mkdirSync(join(dir, 'bin'));
    writeFileSync(join(dir, 'bin', 'dnf'), dnf(dir), { mode: 0o755 });
    writeFileSync(join(dir, 'bin', 'rpm'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  });
  beforeEach(() => writeFileSync(join(dir, 'calls'), ''));
  after(() => rmSync(dir, { recursive: true }));

  /** As the engine calls it: with the arguments that the schema makes of those of the task. */
  const call = (args: Readonly<Record<string, unknown>>): Promise<CallOutcome> => {
    const { values, problems } = coerceArguments(
      packageModule.args,
      { use: 'dnf', ...args },
      { module: 'x' },
    );
    assert.deepEqual(problems, []);
    return callModule(packageModule, values, {
      context: { environment: { PATH: `${dir}/bin:/usr/bin:/bin` } },
    });
  };
  const calls = (): string => readFileSync(join(dir, 'calls'), 'utf8');

  it('hands texts on as the lists and flags that they are for the manager', async () => {
    const { result } = await call({
      name: 'tree',
      enablerepo: 'epel,crb',
      disable_gpg_check: 'yes',
      allowerasing: 'no',
      'expire-cache': 'no',
    });
    assert.equal(result.failed, undefined);
    assert.match(calls(), / --nogpgcheck --enablerepo=epel --enablerepo=crb install tree\n$/);
    assert.doesNotMatch(calls(), /allowerasing|makecache/);
  });

  it('refuses what the manager that is found does not know, before it is called', async () => {
    await assert.rejects(call({ name: 'tree', purge: true, cache_valid_time: 60 }), {
      message:
        /^Unsupported parameters for \(dnf\) module: cache_valid_time, purge\. Supported parameters include: allow_downgrade, /,
    });
    assert.equal(calls(), '');
  });

  it('asks for what the manager cannot do without', async () => {
    await assert.rejects(call({ state: 'present' }), {
      message: 'one of the following is required: name, list, update_cache',
    });
    await assert.rejects(call({ use: 'zypper', update_cache: true }), {
      message: 'missing required arguments: name',
    });
  });
});
