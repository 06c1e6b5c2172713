import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { givenDiscovery } from '../../engine/cli/discovery-files.ts';
import { nodeSourceFiles } from '../../engine/run/node-source-files.ts';
import { exampleText } from '../modules/aws/discovery/config/example.ts';

describe('the name of a discovery.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'name-'));
  const path = join(folder, 'wave-1.yaml');
  const other = join(folder, 'variables.yml');
  before(() => {
    writeFileSync(path, exampleText('classic'));
    writeFileSync(other, 'rm_static_route: true\n');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is told to modules', async () => {
    const { extraVars: names } = await givenDiscovery(
      [`@${other}`, `@${path}`, 'state=present'],
      nodeSourceFiles(),
    );
    assert.deepEqual(names, ['{"aws_discovery_file":"wave-1.yaml"}']);
  });

  it('is not told where there is none', async () => {
    const given = await givenDiscovery([`@${other}`, 'a=b'], nodeSourceFiles());
    assert.deepEqual(given, { problems: [], extraVars: [] });
  });
});
