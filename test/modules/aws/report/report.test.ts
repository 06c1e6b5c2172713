import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../../engine/transport/local.ts';
import { alertTable, countText } from '../../../../modules/aws/report/alert-table.ts';
import { reportPage } from '../../../../modules/aws/report/html/report-page.ts';
import { logLines } from '../../../../modules/aws/report/log/log-lines.ts';
import { appendLogs, timestamp } from '../../../../modules/aws/report/log/write-logs.ts';
import { summaryOf } from '../../../../modules/aws/report/summary.ts';
import { topologyAfter, topologyBefore } from '../../../../modules/aws/report/svg/topology-of.ts';
import { factsOf, findAlerts } from '../../../../modules/aws/rules/find-alerts.ts';
import { baseRegion, discoveryWith, name, route, snapshotOf, subnet } from '../snapshot/base.ts';
import { routes, vpc } from '../rules/case.ts';

const nasty = `<script>alert("x")</script>&'`;
const region = {
  ...baseRegion,
  ...vpc({ Tags: name(nasty) }),
  ...routes([route('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-01' })]),
  subnets: [...baseRegion.subnets, subnet('subnet-0d', '10.1.3.0/24', 'c', { Tags: name(nasty) })],
};
const facts = factsOf(snapshotOf([region]), discoveryWith());
const alerts = findAlerts(facts);

describe('report of a discovery', () => {
  it('is logged in the format of the kit', () => {
    const lines = logLines('drover vpc_discovery discovery.yaml', factsOf(snapshotOf(), discoveryWith()), []);
    const texts = lines.map(({ text }) => text);
    assert.deepEqual(texts.slice(0, 12), [
      '#'.repeat(45),
      '',
      'drover vpc_discovery discovery.yaml',
      '',
      '#'.repeat(45),
      '',
      '+'.repeat(45),
      '',
      '    Account ID :  123456789012',
      '    Role       :  aviatrix-role-app',
      '',
      '+'.repeat(45),
    ]);
    const from = texts.indexOf('- Check EIP usage');
    assert.deepEqual(texts.slice(from, from + 4), [
      '- Check EIP usage',
      '  EIP limit:    5',
      '  EIP in use:   0',
      '  EIP required: 2',
    ]);
    assert.ok(texts.includes("    CIDRs    : ['10.1.0.0/16']"));
    assert.ok(texts.includes('    Vpc Name : web'));
    assert.ok(texts.includes('    0.0.0.0/0 to tgw-01 (a transit gateway) - not copied: transit-gateway'));
  });

  it('has each alert once in the log, under its VPC', () => {
    const lines = logLines('x', facts, alerts);
    const logged = lines.filter(({ text }) => text.startsWith('  **Alert** '));
    assert.deepEqual(
      logged.map(({ text }) => text.slice('  **Alert** '.length)).toSorted(),
      alerts.flatMap(({ log }) => log.split('\n')[0] ?? '').toSorted(),
    );
    assert.ok(alerts.length >= 3);
  });

  it('is added to the end of both logs, each line with the time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-logs-'));
    const { files } = localConnection(process.env);
    const lines = [
      { text: 'all', isAlert: false },
      { text: '', isAlert: true },
      { text: '  **Alert** x', isAlert: true },
    ];
    const time = new Date(2021, 4, 6, 13, 58, 33, 48);
    try {
      await appendLogs(lines, join(folder, 'log'), files, time);
      await appendLogs(lines, join(folder, 'log'), files, time);
      const stamp = '2021-05-06 13:58:33,048';
      assert.equal(timestamp(time), stamp);
      assert.equal(
        readFileSync(join(folder, 'log', 'dm.log'), 'utf8'),
        `${stamp} all\n${stamp}\n${stamp}   **Alert** x\n`.repeat(2),
      );
      assert.equal(
        readFileSync(join(folder, 'log', 'dm.alert.log'), 'utf8'),
        `${stamp}\n${stamp}   **Alert** x\n`.repeat(2),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has one line in the log for each, whatever a name has in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-logs-'));
    try {
      const lines = [{ text: '    Vpc Name : web\n2021-05-06 forged\r\u001b[2J\u2028', isAlert: true }];
      const time = new Date(2021, 4, 6, 13, 58, 33, 48);
      await appendLogs(lines, folder, localConnection(process.env).files, time);
      assert.equal(
        readFileSync(join(folder, 'dm.log'), 'utf8'),
        '2021-05-06 13:58:33,048     Vpc Name : web 2021-05-06 forged  [2J\n',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is a page without scripts or anything from elsewhere, and with all texts escaped', () => {
    const page = reportPage(facts, alerts, []);
    assert.doesNotMatch(page, /<script|<link|<img|@import|url\(|\son\w+=/i);
    assert.doesNotMatch(page.replaceAll('http://www.w3.org/2000/svg', ''), /https?:/);
    assert.match(page, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;&amp;&#39;/);
    assert.match(page, /prefers-color-scheme: dark/);
    for (const { code } of alerts) assert.ok(page.includes(code), code);
  });

  it('has a page that is well-formed: each element is closed', () => {
    const page = reportPage(facts, alerts, []);
    const open: string[] = [];
    for (const [, closing, tag = '', rest = ''] of page.matchAll(
      /<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi,
    )) {
      if (tag === 'meta' || rest.endsWith('/')) continue;
      if (closing === '') open.push(tag);
      else assert.equal(open.pop(), tag);
    }
    assert.deepEqual(open, []);
  });

  it('draws each table with its subnets and ways, before and after', () => {
    const [facts1] = factsOf(snapshotOf(), discoveryWith())[0]?.vpcs ?? [];
    assert.ok(facts1 !== undefined);
    const before = topologyBefore(facts1);
    assert.deepEqual(
      before.groups.map(({ id, notes, subnets }) => [
        id,
        notes.join(' '),
        subnets.map((one) => one.id).join(' '),
      ]),
      [
        ['rtb-0a', 'main private', ''],
        ['rtb-0b', 'private', 'subnet-0b subnet-0c'],
        ['rtb-0c', 'public', 'subnet-0a'],
      ],
    );
    assert.deepEqual(
      before.links.map(({ from, to, destinations }) => [from, to, ...destinations]),
      [
        ['rtb-0a', 'tgw-01', '0.0.0.0/0'],
        ['rtb-0b', 'tgw-01', '0.0.0.0/0'],
        ['rtb-0c', 'igw-01', '0.0.0.0/0'],
      ],
    );
    const after = topologyAfter(facts1);
    assert.deepEqual(
      after.links.map(({ from, to, destinations }) => [from, to, ...destinations]),
      [
        ['copy of rtb-0a', 'spoke', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
        ['copy of rtb-0b', 'spoke', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
        ['copy of rtb-0c', 'igw-01', '0.0.0.0/0'],
      ],
    );
    assert.deepEqual(
      after.hops.filter(({ isNew }) => isNew).map(({ label }) => label),
      ['web-spoke'],
    );
  });

  it('is the same data for the same snapshot, whenever it was taken', () => {
    const later = { ...snapshotOf([region]), taken: '2030-01-01T00:00:00.000Z' };
    const again = factsOf(later, discoveryWith());
    assert.equal(
      JSON.stringify(summaryOf(again, findAlerts(again), [])),
      JSON.stringify(summaryOf(facts, alerts, [])),
    );
    assert.equal(reportPage(again, findAlerts(again), []), reportPage(facts, alerts, []));
  });

  it('is a table with the worst alerts first', () => {
    const severities = alertTable(alerts)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]);
    assert.deepEqual(
      severities,
      severities.toSorted(
        (one = '', other = '') => 'ewi'.indexOf(one[0] ?? '') - 'ewi'.indexOf(other[0] ?? ''),
      ),
    );
    assert.match(countText(alerts), /^0 errors, 1 warning, \d+ notes?$/);
  });
});
