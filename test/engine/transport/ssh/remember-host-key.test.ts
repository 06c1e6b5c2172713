import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = (source: string): string => `
import { rememberHostKey } from ${JSON.stringify(join(import.meta.dirname, '../../../../engine/transport/ssh/remember-host-key.ts'))};
import { readFileSync } from 'node:fs';
const [, , file, self] = process.argv;
const length = Buffer.alloc(4);
length.writeUInt32BE(11);
const key = Buffer.concat([length, Buffer.from('ssh-ed25519'), Buffer.from(self)]);
${source}`;

describe('writing down keys of hosts', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-known-'));
    file = join(folder, 'known_hosts');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs a process of its own for each, all at once; gives what each printed. */
  const beside = (source: string, count: number): Promise<readonly string[]> =>
    Promise.all(
      Array.from(
        { length: count },
        (_, index) =>
          new Promise<string>((resolve) => {
            const script = join(folder, `run-${index}.mts`);
            writeFileSync(script, program(source));
            const child = spawn(process.execPath, ['--import', 'tsx', script, file, String(index)], {
              stdio: ['ignore', 'pipe', 'inherit'],
            });
            let said = '';
            child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
            child.once('close', () => {
              resolve(said.trim());
            });
          }),
      ),
    );

  it('loses none that several processes write', async () => {
    const said = await beside(
      `for (let n = 0; n < 20; n += 1) {
  const name = \`host-\${self}-\${n}\`;
  await rememberHostKey({ file, name, key, hashesNames: false }, () => 'new');
}
console.log('done');`,
      4,
    );
    assert.deepEqual(said, ['done', 'done', 'done', 'done']);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const names = lines.map((line) => /^(\S+) ssh-ed25519 \S+$/.exec(line)?.[1]);
    const wanted = [0, 1, 2, 3].flatMap((self) => Array.from({ length: 20 }, (_, n) => `host-${self}-${n}`));
    assert.deepEqual(names.toSorted(), wanted.toSorted());
  });
  it('lets one of several processes in that meet a host with different keys', async () => {
    const said = await beside(
      `const read = () => { try { return readFileSync(file, 'utf8'); } catch { return ''; } };
const name = 'web';
const found = await rememberHostKey({ file, name, key, hashesNames: false }, () => (read().includes('web ') ? 'changed' : 'new'));
console.log(found);`,
      4,
    );
    assert.deepEqual(said.toSorted(), ['changed', 'changed', 'changed', 'written']);
    assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, 1);
  });
});
