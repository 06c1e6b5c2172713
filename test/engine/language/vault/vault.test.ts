import assert from 'node:assert/strict';
import fc from 'fast-check';
import { collectDiagnostics } from '../../../../engine/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../../../../engine/diagnostics/render.ts';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { Sealed } from '../../../../engine/language/expression/value.ts';
import { parseVariablesFile } from '../../../../engine/language/variables/variables-file.ts';
import { encryptVault, isVault, vaultOpener } from '../../../../engine/language/vault/vault.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (content: Uint8Array): string => new TextDecoder().decode(content);
const salt = new Uint8Array(32).fill(7);

/** `greeting: hello\n`, encrypted by ansible-vault 2.14 with the password `secret`. */
const fromAnsible = `$ANSIBLE_VAULT;1.1;AES256
30373137346531646339616431383264613061613363366662393534313337356232333531313038
3362666530646231646662643466653065386337636163360a303136333061386665616162333064
64326534373261313261633765666435343963366563336432646432303465333065373534316464
3861646337343462350a353866366464663535373861336363656434366232626438663938613666
61663030616633663731616138353030383330653331333263356531366634316663
`;
/** The same with `--encrypt-vault-id prod`. */
const withId = `$ANSIBLE_VAULT;1.2;AES256;prod
33363632363931386435383961643964623339613365363435643731623034653038653365613162
6666636433383333316332653239666561623335666565360a376131306166393437386239393030
38303930366161336233396534613237663761613837366362643435323731383630623533646332
3236633531656138300a393064336561373738356533366635646266393863376264316535636233
32383766643832353532383031623331376635653061356532366264343061383630
`;

function failure(run: () => unknown): DroverError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof DroverError);
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('vaults', () => {
  it('of ansible-vault are opened', () => {
    const open = vaultOpener([{ id: 'default', password: 'secret' }]);
    assert.equal(decode(open(encode(fromAnsible), 'f')), 'greeting: hello\n');
    assert.equal(decode(open(encode(withId), 'f')), 'greeting: hello\n');
  });

  it('with windows line ends and spaces around are opened', () => {
    const open = vaultOpener([{ id: 'default', password: 'secret' }]);
    const text = fromAnsible
      .split('\n')
      .map((line) => `${line}  `)
      .join('\r\n');
    assert.equal(decode(open(encode(text), 'f')), 'greeting: hello\n');
  });

  it('are tried with the secrets of their id first, then with all others', () => {
    const secrets = [
      { id: 'dev', password: 'wrong' },
      { id: 'prod', password: 'secret' },
    ];
    assert.equal(decode(vaultOpener(secrets)(encode(withId), 'f')), 'greeting: hello\n');
    const swapped = [
      { id: 'prod', password: 'wrong' },
      { id: 'dev', password: 'secret' },
    ];
    assert.equal(decode(vaultOpener(swapped)(encode(withId), 'f')), 'greeting: hello\n');
  });

  it('keep what was encrypted', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('default', 'other'), (content, id) => {
        const secret = { id, password: 'pässword' };
        const text = encryptVault(content, secret, salt);
        assert.ok(isVault(text));
        assert.match(
          text,
          id === 'default' ? /^\$ANSIBLE_VAULT;1\.1;AES256\n/ : /^\$ANSIBLE_VAULT;1\.2;AES256;other\n/,
        );
        assert.deepEqual(new Uint8Array(vaultOpener([secret])(encode(text), 'f')), content);
      }),
      { numRuns: 20 },
    );
  });

  it('that are none are given back', () => {
    const content = encode('plain');
    assert.equal(vaultOpener([])(content, 'f'), content);
  });

  it('say what is wrong, and never a secret', () => {
    const damaged = fromAnsible.replace(/\n\d{6}/, '\n000000');
    const cases: readonly (readonly [string, readonly { id: string; password: string }[], RegExp])[] = [
      [fromAnsible, [], /no vault secrets found: group_vars\/x is encrypted/],
      [fromAnsible, [{ id: 'default', password: 'wrong-password' }], /could decrypt\) on group_vars\/x/],
      [withId, [{ id: 'dev', password: 'wrong-password' }], /could decrypt/],
      ['$ANSIBLE_VAULT;1.0;AES\n00\n', [{ id: 'a', password: 'b' }], /of version 1\.0/],
      ['$ANSIBLE_VAULT;1.1;AES\n00\n', [{ id: 'a', password: 'b' }], /its cipher is AES,/],
      ['$ANSIBLE_VAULT;1.1;AES256\nzz\n', [{ id: 'a', password: 'b' }], /no hexadecimal digits/],
      ['$ANSIBLE_VAULT;1.1;AES256\n3031\n', [{ id: 'a', password: 'b' }], /three parts/],
      ['$ANSIBLE_VAULT;1.1;AES256\n', [{ id: 'a', password: 'b' }], /three parts/],
      ['$ANSIBLE_VAULT;1.1;AES256\n303\n', [{ id: 'a', password: 'b' }], /hexadecimal/],
      [damaged, [{ id: 'default', password: 'secret' }], /cannot be read|could decrypt/],
    ];
    for (const [text, secrets, expected] of cases) {
      const error = failure(() => vaultOpener(secrets)(encode(text), 'group_vars/x'));
      assert.equal(error.code, 'vault-password');
      assert.match(error.message, expected);
      assert.doesNotMatch(`${error.message} ${error.diagnostic.help ?? ''}`, /wrong-password/);
    }
    const help =
      failure(() => vaultOpener([{ id: 'dev', password: 'x' }])(encode(withId), 'f')).diagnostic.help ?? '';
    assert.match(help, /vault id prod.*ids dev.*--vault-id prod@file/);
  });
});

describe('vaults in files of variables', () => {
  const inline = `a: 1\nb: !vault |\n${fromAnsible
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

  it('are opened when their value is used', () => {
    const sink = collectDiagnostics();
    const openVault = vaultOpener([{ id: 'default', password: 'secret' }]);
    const variables = parseVariablesFile({ path: 'v.yml', text: inline }, { sink, openVault });
    const value = variables?.get('b')?.value;
    assert.ok(value instanceof Sealed);
    assert.equal(value.open(), 'greeting: hello\n');
    assert.deepEqual(sink.diagnostics, []);
  });

  it('cost nothing while they are not used', () => {
    const sink = collectDiagnostics();
    const variables = parseVariablesFile({ path: 'v.yml', text: inline }, { sink });
    assert.deepEqual(sink.diagnostics, []);
    const value = variables?.get('b')?.value;
    assert.ok(value instanceof Sealed);
    const error = failure(() => value.open());
    assert.match(error.message, /no vault password was given/);
    assert.equal(error.diagnostic.span?.line, 2);
  });

  it('may be whole files, whose content no message shows', () => {
    const secret = { id: 'default', password: 'p' };
    const openVault = vaultOpener([secret]);
    const read = (content: string): string => {
      const sink = collectDiagnostics();
      const text = encryptVault(encode(content), secret, salt);
      const variables = parseVariablesFile({ path: 'v.yml', text }, { sink, openVault });
      return variables === undefined || sink.diagnostics.length > 0
        ? renderDiagnostics(sink.diagnostics)
        : [...variables.keys()].join();
    };
    assert.equal(read('a: 1\nb: 2\n'), 'a,b');
    for (const broken of ['tresor: {{ tresor }}\n', 'tresor: 1\ntresor: 2\n', 'a: "tresor\n', '- tresor\n']) {
      const shown = read(broken);
      assert.match(shown, /v\.yml:\d+:\d+/);
      assert.doesNotMatch(shown, /tresor/);
    }
  });
});
