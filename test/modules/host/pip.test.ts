import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pip } from '../../../modules/host/pip.ts';
import { packagesOf, pipWords, type AskedPip } from '../../../modules/host/packages/pip-words.ts';
import { callModule } from '../harness.ts';

const python = '/usr/bin/python3';

/** Writes the package `drover.tiny` of a version, as pip takes it. */
const WHEEL = `
import sys, zipfile
folder, version = sys.argv[1:]
info = f'drover_tiny-{version}.dist-info'
files = {
    'drover_tiny.py': f'version = {version!r}\\n',
    f'{info}/METADATA': f'Metadata-Version: 2.1\\nName: drover.tiny\\nVersion: {version}\\n',
    f'{info}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: tests\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
}
with zipfile.ZipFile(f'{folder}/drover_tiny-{version}-py3-none-any.whl', 'w') as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
    wheel.writestr(f'{info}/RECORD', ''.join(f'{name},,\\n' for name in [*files, f'{info}/RECORD']))
`;

describe('modules/host/pip', () => {
  it('tells packages from versions in lists that were written with commas', () => {
    const names = ['django>1.11.0', '<1.12.0', 'bottle', 'six[a,b]>1,!=2,a-b'];
    assert.deepEqual(packagesOf(names), ['django>1.11.0,<1.12.0', 'bottle', 'six[a,b]>1,!=2', 'a-b']);
  });

  it('puts words together', () => {
    const asked = {
      virtualenv_site_packages: false,
      virtualenv_command: 'virtualenv',
      editable: false,
      break_system_packages: false,
    };
    const words = (more: Partial<AskedPip>): string =>
      pipWords({ ...asked, state: 'present', ...more }).join(' ');
    assert.equal(words({ name: ['a'], version: '1.0' }), 'install a==1.0');
    assert.equal(
      words({ name: ['a'], version: '>=1.0', state: 'forcereinstall' }),
      'install -U --force-reinstall a>=1.0',
    );
    assert.equal(words({ name: ['/src'], editable: true, extra_args: '--user' }), 'install --user -e /src');
    assert.equal(words({ requirements: 'r.txt', state: 'absent' }), 'uninstall -y -r r.txt');
    assert.equal(words({ requirements: 'r', extra_args: `-i "a b"` }), 'install -i a b -r r');
  });

  it('lets pip change what the system manages only where it is told to', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'drover-pip-'));
    try {
      const program = join(dir, 'pip3');
      writeFileSync(program, `#!/bin/sh\necho "$PIP_BREAK_SYSTEM_PACKAGES|$1" >> ${dir}/calls\n`, {
        mode: 0o755,
      });
      const args = { name: ['bottle'], executable: program };
      await callModule(pip, args);
      await callModule(pip, { ...args, break_system_packages: true });
      const [first = '', ...further] = new Set(readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n'));
      assert.match(first, /^\|/);
      assert.ok(further.includes('1|install'));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  describe('with the real pip', function () {
    this.timeout(120_000);
    let dir: string;
    const environment = (): Readonly<Record<string, string>> => ({
      PATH: '/usr/bin:/bin',
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: join(dir, 'wheels'),
      PIP_NO_CACHE_DIR: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      HOME: dir,
    });
    const call = async (args: Readonly<Record<string, unknown>>, checkMode = false) => {
      const venv = { virtualenv: join(dir, 'venv'), virtualenv_command: `${python} -m venv` };
      const { result } = await callModule(
        pip,
        { ...venv, ...args },
        { checkMode, context: { environment: environment() } },
      );
      assert.notEqual(result.failed, true, JSON.stringify(result));
      return result.changed;
    };
    const installed = (): string =>
      spawnSync(join(dir, 'venv/bin/python'), ['-c', 'import drover_tiny; print(drover_tiny.__file__)'], {
        encoding: 'utf8',
      }).stdout.trim();
    const version = (): string =>
      spawnSync(join(dir, 'venv/bin/python'), ['-c', 'import drover_tiny; print(drover_tiny.version)'], {
        encoding: 'utf8',
      }).stdout.trim();

    before(function () {
      dir = mkdtempSync(join(tmpdir(), 'drover-pip-'));
      if (spawnSync(python, ['-c', 'import ensurepip, venv']).status !== 0) this.skip();
      mkdirSync(join(dir, 'wheels'));
      for (const each of ['1.0', '1.10'])
        assert.equal(spawnSync(python, ['-c', WHEEL, join(dir, 'wheels'), each]).status, 0);
    });
    after(() => {
      rmSync(dir, { recursive: true });
    });

    it('installs into a virtual environment that it makes, once', async () => {
      const args = { name: ['drover.tiny'], version: '1.0', umask: '0027' };
      assert.equal(await call(args, true), true);
      assert.equal(existsSync(join(dir, 'venv')), false, 'check mode makes nothing');
      assert.equal(await call(args), true);
      assert.equal(version(), '1.0');
      assert.equal(statSync(installed()).mode & 0o777, 0o640);
      assert.equal(await call(args), false);
      assert.equal(await call(args, true), false);
    });

    it('compares versions as pip does', async () => {
      assert.equal(await call({ name: ['drover_tiny>=1.0', '<1.9'] }), false);
      assert.equal(await call({ name: ['drover_tiny>=1.0', '<1.9'] }, true), false);
      assert.equal(await call({ name: ['Drover-Tiny>1.9'] }, true), true);
      assert.equal(version(), '1.0', 'check mode changes nothing');
      assert.equal(await call({ name: ['Drover-Tiny'], state: 'latest' }), true);
      assert.equal(version(), '1.10');
      assert.equal(await call({ name: ['Drover-Tiny'], state: 'latest' }), false);
      assert.equal(await call({ name: ['drover.tiny'], state: 'forcereinstall' }), true);
    });

    it('takes a file of requirements, from the folder it runs in', async () => {
      writeFileSync(join(dir, 'req.txt'), 'drover.tiny==1.0\n');
      assert.equal(await call({ requirements: 'req.txt', chdir: dir, virtualenv: 'venv' }), true);
      assert.equal(version(), '1.0');
      assert.equal(await call({ requirements: 'req.txt', chdir: dir }), false);
      assert.equal(readFileSync(join(dir, 'req.txt'), 'utf8'), 'drover.tiny==1.0\n');
    });

    it('removes', async () => {
      const args = { name: ['drover-tiny'], state: 'absent' };
      assert.equal(await call(args, true), true);
      assert.equal(version(), '1.0');
      assert.equal(await call(args), true);
      assert.equal(version(), '');
      assert.equal(await call(args), false);
      assert.equal(await call(args, true), false);
    });

    it('says what pip says where it fails', async () => {
      const { result } = await callModule(
        pip,
        { name: ['drover-none'], virtualenv: join(dir, 'venv') },
        { context: { environment: environment() } },
      );
      assert.equal(result.failed, true);
      assert.match(String(result.msg), /:stderr: [\s\S]*No matching distribution found for drover-none/);
    });
  });
});
