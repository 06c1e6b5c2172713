import assert from 'node:assert/strict';
import { DroverError } from '../../../../../engine/diagnostics/drover-error.ts';
import type { Ports, TemplateEnvironment } from '../../../../../engine/language/expression/environment.ts';
import { str } from '../../../../../engine/language/expression/python-text.ts';
import { evaluateExpression } from '../../../../../engine/language/expression/template.ts';
import { encryptVault, vaultOpener } from '../../../../../engine/language/vault/vault.ts';
import { testEnvironment } from '../environment.ts';

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly fetch?: Ports['fetch'];
}

/** An environment whose files are those given, and what is written into them. */
function worldOf({ files = {}, fetch }: World, extra: Partial<TemplateEnvironment> = {}) {
  const written: { readonly path: string; readonly content: string; readonly mode: number }[] = [];
  const environment = testEnvironment({ playbook_dir: '/play' });
  const ports: Ports = {
    ...environment.ports,
    readFile: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    fileType: (path) => (files[path] === undefined ? undefined : 'file'),
    writeFile: (path, content, mode) => written.push({ path, content, mode }),
    ...(fetch === undefined ? {} : { fetch }),
  };
  const searchPath = (subfolder: string): readonly string[] => [`/role/${subfolder}`, '/role', '/play'];
  return { written, environment: { ...environment, ports, searchPath, ...extra } };
}

/** Whether an error is drover's own with this detail and this help. */
function refusal(detail: string, help: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof DroverError);
    assert.equal(error.diagnostic.detail, detail);
    assert.equal(error.diagnostic.help, help);
    return true;
  };
}

describe('the lookup password', () => {
  it('draws a password and writes it for the owner only, beside the playbook', () => {
    const { environment, written } = worldOf({});
    const password = evaluateExpression(
      "lookup('password', 'secrets/db length=12 chars=digits')",
      environment,
    );
    assert.match(str(password), /^\d{12}$/);
    assert.deepEqual(written, [{ path: '/play/secrets/db', content: `${str(password)}\n`, mode: 0o600 }]);
  });

  it('gives what the file holds, and writes nothing', () => {
    const { environment, written } = worldOf({ files: { '/play/db': 'kept\n' } });
    assert.equal(evaluateExpression("lookup('password', 'db')", environment), 'kept');
    assert.deepEqual(written, []);
  });

  it('keeps the salt in the file where a hash is wanted', () => {
    const { environment, written } = worldOf({ files: { '/play/db': 'kept\n' } });
    const hash = evaluateExpression("lookup('password', 'db', encrypt='md5_crypt')", environment);
    const [file] = written;
    const salt = /^kept salt=(\S+)\n$/.exec(file?.content ?? '')?.[1];
    assert.ok(salt !== undefined);
    assert.ok(str(hash).startsWith(`$1$${salt}$`));
  });

  it('writes nothing in check mode', () => {
    const { environment, written } = worldOf({}, { checkMode: true });
    evaluateExpression("lookup('password', 'db')", environment);
    assert.deepEqual(written, []);
  });
});

describe('the lookup file', () => {
  it('looks in the folders of the search path, the nearest first', () => {
    const { environment } = worldOf({ files: { '/role/files/a': 'near\n', '/play/a': 'far\n' } });
    assert.equal(evaluateExpression("lookup('file', 'a')", environment), 'near');
  });

  it('says where it looked', () => {
    const { environment } = worldOf({});
    assert.throws(
      () => evaluateExpression("lookup('file', 'a')", environment),
      refusal('could not locate file in lookup: a', 'It was looked for as /role/files/a, /role/a, /play/a.'),
    );
  });

  it('opens a vault', () => {
    const vault = encryptVault(
      Buffer.from('hidden\n'),
      { id: 'default', password: 'pw' },
      new Uint8Array(32),
    );
    const world = { files: { '/play/a': vault } };
    const openVault = vaultOpener([{ id: 'default', password: 'pw' }]);
    assert.equal(
      evaluateExpression("lookup('file', 'a')", worldOf(world, { openVault }).environment),
      'hidden',
    );
    assert.throws(
      () => evaluateExpression("lookup('file', 'a')", worldOf(world).environment),
      /no vault secrets/,
    );
  });
});

describe('the lookup url', () => {
  it('hands its options on, and gives lines', () => {
    const calls: unknown[] = [];
    const fetch: Ports['fetch'] = (url, options) => {
      calls.push([url, options]);
      return { status: 200, body: 'a\nb\n' };
    };
    const { environment } = worldOf({ fetch });
    const lines = evaluateExpression(
      "query('url', 'http://x/', validate_certs=false, timeout=3)",
      environment,
    );
    assert.deepEqual(lines, ['a', 'b']);
    assert.deepEqual(calls, [['http://x/', { validate_certs: false, timeout: 3 }]]);
  });

  it('fails on an answer of 404, and keeps the password of the address to itself', () => {
    const { environment } = worldOf({ fetch: () => ({ status: 404, body: '' }) });
    assert.throws(() => evaluateExpression("lookup('url', 'http://me:secret@x/')", environment), {
      message: 'Received HTTP error for http://me@x/ : HTTP Error 404',
    });
  });
});

describe('lookups of the run', () => {
  it('config asks for a setting', () => {
    const configuration = (name: string): string | undefined => (name === 'DEFAULT_FORKS' ? '5' : undefined);
    const { environment } = worldOf({}, { configuration });
    assert.equal(evaluateExpression("lookup('config', 'DEFAULT_FORKS')", environment), '5');
    assert.throws(
      () => evaluateExpression("lookup('config', 'NOPE')", environment),
      /Unable to find setting NOPE/,
    );
    assert.deepEqual(evaluateExpression("query('config', 'NOPE', on_missing='skip')", environment), []);
  });

  it('inventory_hostnames asks the inventory', () => {
    const { environment } = worldOf({}, { hostsOf: (pattern) => [`of ${pattern}`] });
    assert.deepEqual(evaluateExpression("query('inventory_hostnames', 'web')", environment), ['of web']);
  });

  it('an option that there is not is refused, with those that there are', () => {
    const { environment } = worldOf({});
    assert.throws(
      () => evaluateExpression("lookup('env', 'A', defualt=1)", environment),
      refusal("lookup env() got an unexpected keyword argument 'defualt'", 'Its arguments are: default.'),
    );
  });

  it('those of roles go before the built-in ones', () => {
    const lookups = new Map([['env', () => ['mine']]]);
    const { environment } = worldOf({}, { extensions: { filters: new Map(), tests: new Map(), lookups } });
    assert.equal(evaluateExpression("lookup('env', 'HOME')", environment), 'mine');
  });
});
