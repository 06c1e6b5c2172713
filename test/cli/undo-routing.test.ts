import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand } from './built.ts';

describe('drover undo of a run that moved the routing of VPCs', function () {
  this.timeout(60_000);
  let command: BuiltCommand;
  let folder: string;
  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-undo-routing-'));
    const run = join(folder, 'data', '.drover', 'runs', '2026-11-22-050000-1');
    mkdirSync(run, { recursive: true });
    const entry = { operation: 'update', kind: 'aws.association', name: 'vpc-a: association of subnet-1' };
    writeFileSync(
      join(run, 'journal.jsonl'),
      `${JSON.stringify({ number: 1, at: '2026-11-22T05:00:00Z', state: 'intended', entry })}\n`,
    );
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });

  it('is refused at once, with the way back that there is', async () => {
    const ended = await command.run(['undo', '2026-11-22-050000-1', '--data-dir', 'data', '--yes'], {
      cwd: folder,
      environment: { HOME: folder },
    });
    assert.notEqual(ended.code, 0);
    assert.match(ended.stderr, /vpc-a: association of subnet-1.*vpc_revert_traffic\.yml/s);
    assert.doesNotMatch(ended.stdout, /os_migrate_dst_auth/);
  });
});
