import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyReport } from '../../../modules/openstack/verify/report.ts';
import { seedTenant } from '../../clouds/openstack/seed-tenant.ts';
import { NETWORK_KINDS as KINDS, openWorkspace, type Workspace } from './workspace.ts';

describe('drover verify', function () {
  this.timeout(60_000);
  let workspace: Workspace;
  let restore: () => void;

  before(async () => {
    workspace = await openWorkspace();
    await seedTenant(workspace.source, { networks: 4, routers: 2, securityGroups: 3, rulesPerGroup: 3 });
    await workspace.succeed('run', ...KINDS.map((kind) => `export_${kind}.yml`));
    await workspace.succeed('run', ...KINDS.map((kind) => `import_${kind}.yml`));
    restore = workspace.destination.snapshot();
  });
  after(() => workspace.close());
  afterEach(() => {
    restore();
  });

  const tenant = () => workspace.destination.tenant('dst', 'dst');
  const verify = async (...args: readonly string[]) => {
    const path = join(workspace.dataDir, 'verify.json');
    const ended = await workspace.drover('verify', '--report', path, ...args);
    // Boundary: drover has just written it.
    return { ...ended, report: JSON.parse(readFileSync(path, 'utf8')) as VerifyReport };
  };
  const findings = (report: VerifyReport) => report.kinds.flatMap((kind) => kind.findings);

  it('finds nothing after an import, and writes nothing to either cloud', async () => {
    workspace.source.resetCalls();
    workspace.destination.resetCalls();
    const { code, report, stdout } = await verify();
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      findings(report).filter(({ state }) => state !== 'left-out'),
      [],
    );
    assert.equal(workspace.source.calls.writes + workspace.destination.calls.writes, 0);
    assert.match(stdout, /networks +4 +4/);
  });

  it('says what is missing and what differs, where, and why', async () => {
    const [first] = tenant().list('networks', 'name=net-0000');
    const [second] = tenant().list('networks', 'name=net-0001');
    assert.ok(first && second);
    tenant().update('networks', first.id, { description: 'by hand' });
    const [rule] = tenant().list('security-group-rules', 'direction=ingress');
    assert.ok(rule);
    tenant().remove('security-group-rules', rule.id);
    const path = join(workspace.dataDir, 'networks.yml');
    const file = readFileSync(path, 'utf8');
    try {
      writeFileSync(
        path,
        file.replace(`name: ${String(second['name'])}\n`, `name: ${String(second['name'])}-new\n`),
      );
      const { code, report, stdout } = await verify();
      assert.equal(code, 2);
      const found = findings(report)
        .filter(({ state }) => state !== 'left-out')
        .map(({ state, resource, field, why }) => ({ state, resource, field, why }))
        .sort((one, other) => (one.resource < other.resource ? -1 : 1));
      assert.deepEqual(found, [
        {
          state: 'differs',
          resource: `network "${String(first['name'])}"`,
          field: 'description',
          why: 'The destination was changed, or has never got what source and file have.',
        },
        {
          state: 'differs',
          resource: `network "${String(second['name'])}-new"`,
          field: 'name',
          why: 'The file was edited and has not been imported since.',
        },
        {
          state: 'missing',
          resource: found[2]?.resource,
          field: null,
          why: 'The destination does not have it: import it.',
        },
      ]);
      assert.match(found[2]?.resource ?? '', /^rule ingress /);
      assert.match(stdout, /networks\.yml:\d+:\d+: network "/);
    } finally {
      writeFileSync(path, file);
    }
  });

  it('tells what has changed at the source, which is nothing against the destination', async () => {
    const undo = workspace.source.snapshot();
    const source = workspace.source.tenant('src', 'src');
    const [network] = source.list('networks', 'router:external=false');
    assert.ok(network);
    source.update('networks', network.id, { description: 'newer' });
    const { code, report } = await verify();
    undo();
    assert.equal(code, 0);
    const [finding] = findings(report).filter(({ state }) => state !== 'left-out');
    assert.equal(finding?.state, 'source-differs');
    assert.equal(finding.source, 'newer');
  });

  it('writes a page that shows names as they are and runs none of them', async () => {
    const [network] = tenant().list('networks', 'router:external=false');
    assert.ok(network);
    tenant().update('networks', network.id, { description: '<script>alert(1)</script>' });
    const path = join(workspace.dataDir, 'verify.html');
    await workspace.drover('verify', '--report', path);
    const html = readFileSync(path, 'utf8');
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.ok(!html.includes('<script>'));
  });

  it('looks at the kinds that are asked for, and knows which there are', async () => {
    const { report } = await verify('--kinds', 'networks,routers');
    assert.deepEqual(report.kinds.map(({ kind }) => kind).sort(), ['networks', 'routers']);
    const wrong = await workspace.drover('verify', '--kinds', 'netwroks');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stdout + wrong.stderr, /networks/);
  });
});
