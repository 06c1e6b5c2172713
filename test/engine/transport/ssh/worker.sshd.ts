import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { startSshd, type Sshd } from './sshd.ts';

/** Prints the process that it is started by: requests of one worker have the same. */
const PARENT = ['/bin/sh', '-c', 'echo $PPID'] as const;

describe('a shell that stays, for what is over in a moment', function () {
  this.timeout(30_000);
  let sshd: Sshd;
  let single: Sshd;
  let folder = '';
  const open: SshConnection[] = [];
  const connect = async (server = sshd): Promise<SshConnection> => {
    const connection = sshConnection(server.settings());
    open.push(connection);
    // Which has a session of its own.
    await connection.files.status('/');
    return connection;
  };
  before(async () => {
    [sshd, single] = await Promise.all([startSshd(), startSshd(['MaxSessions 1'])]);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-worker-'));
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    await Promise.all([sshd.stop(), single.stop()]);
  });
  const parentOf = async (connection: SshConnection, isBrief = true): Promise<string> => {
    // The subshell that a request runs in becomes its program.
    const { stdout } = await connection.execute(PARENT, { isBrief });
    return stdout.trim();
  };

  it('is the same for all that come one after the other, files among them', async () => {
    const connection = await connect();
    const parents = [];
    for (let round = 0; round < 3; round += 1) {
      parents.push(await parentOf(connection));
      await connection.files.write(join(folder, 'file'), `round ${round}\n`);
      assert.equal(
        Buffer.from(await connection.files.read(join(folder, 'file'))).toString(),
        `round ${round}\n`,
      );
    }
    assert.equal(new Set(parents).size, 1);
    assert.notEqual(await parentOf(connection, false), parents[0]);
  });

  it('is not begun for one request alone', async () => {
    const connection = sshConnection(sshd.settings());
    open.push(connection);
    const first = await parentOf(connection);
    const [second, third] = [await parentOf(connection), await parentOf(connection)];
    assert.notEqual(first, second);
    assert.equal(second, third);
  });

  it('keeps apart what each has printed, whatever it is', async () => {
    const connection = await connect();
    const { files } = connection;
    const bytes = Buffer.from(
      Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) % 256),
    );
    await files.write(join(folder, 'bytes'), bytes);
    assert.deepEqual(readFileSync(join(folder, 'bytes')), bytes);
    assert.deepEqual(Buffer.from(await files.read(join(folder, 'bytes'))), bytes);
    const brief = await connection.execute(
      ['/bin/sh', '-c', 'printf "no line end"; echo problem >&2; exit 7'],
      {
        isBrief: true,
      },
    );
    assert.deepEqual(brief, { rc: 7, stdout: 'no line end', stderr: 'problem\n' });
    assert.deepEqual(await connection.execute(['printf', ''], { isBrief: true }), {
      rc: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('gives each its environment, its folder and no input, and takes nothing of it on', async () => {
    const connection = await connect();
    const line = ['/bin/sh', '-c', 'cat; echo "$WORD $PWD"; cd /; WORD=other; umask 077'] as const;
    const first = await connection.execute(line, {
      isBrief: true,
      cwd: folder,
      environment: { WORD: "it's\ntwo lines" },
    });
    assert.equal(first.stdout, `it's\ntwo lines ${folder}\n`);
    const { stdout } = await connection.execute(['/bin/sh', '-c', 'echo "${WORD-none}"'], { isBrief: true });
    assert.equal(stdout, 'none\n');
    await assert.rejects(connection.execute(['no-such-program'], { isBrief: true }), /ENOENT|no such/i);
    await assert.rejects(
      connection.execute(['true'], { isBrief: true, cwd: join(folder, 'none') }),
      /ENOENT|no such/i,
    );
  });

  it('goes on after a file that cannot be written, of whose input nothing is taken for a command', async () => {
    const { files } = await connect();
    const trap = `\ntouch ${folder}/taken\n`.repeat(2000);
    await assert.rejects(files.write(join(folder, 'none', 'file'), trap), { code: 'ENOENT' });
    await files.makeDirectory(join(folder, 'is-folder'));
    await assert.rejects(files.write(join(folder, 'is-folder'), trap), { code: 'EISDIR' });
    await files.write(join(folder, 'after'), 'after', { mode: 0o640 });
    assert.equal(statSync(join(folder, 'after')).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder).sort(), ['after', 'is-folder']);
  });

  it('keeps nobody waiting: who comes while it works has a session of their own', async () => {
    const connection = await connect();
    await parentOf(connection);
    const long = connection.execute(['sleep', '3'], { isBrief: true });
    const began = performance.now();
    assert.equal(await connection.files.status(join(folder, 'none')), undefined);
    assert.ok(performance.now() - began < 2_500);
    await long;
  });

  it('gives its session to whoever needs one, and comes back', async () => {
    const connection = await connect(single);
    for (let round = 0; round < 3; round += 1) {
      await connection.files.write(join(folder, 'file'), 'x');
      const { stdout } = await connection.execute(['cat', join(folder, 'file')]);
      assert.equal(stdout, 'x');
    }
    const many = Array.from({ length: 6 }, (_, index) =>
      index % 2 === 0 ? connection.files.status(folder) : connection.execute(['true']),
    );
    await Promise.all(many);
  });

  it('is started again after its connection was cut', async () => {
    const connection = await connect();
    const first = await parentOf(connection);
    await sleep(100);
    sshd.cut();
    await connection.files.makeDirectory(join(folder, 'made'));
    assert.ok(existsSync(join(folder, 'made')));
    assert.notEqual(await parentOf(connection), first);
  });

  it('tells of a connection that is cut while it works', async () => {
    const connection = await connect();
    const { files } = connection;
    await files.status(folder);
    const running = connection.execute(['sleep', '20'], { isBrief: true });
    setTimeout(() => {
      sshd.cut();
    }, 300);
    await assert.rejects(running, { code: 'host-unreachable' });
    assert.equal((await files.status(folder))?.type, 'directory');
  });

  it('is waited for no more once a task is aborted', async () => {
    const connection = await connect();
    const { files } = connection;
    const abort = new AbortController();
    const running = connection.execute(['sleep', '20'], { isBrief: true, signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 300);
    const began = performance.now();
    await assert.rejects(running, { code: 'interrupted' });
    assert.ok(performance.now() - began < 5_000);
    await assert.rejects(connection.execute(['true'], { isBrief: true, signal: abort.signal }), {
      code: 'interrupted',
    });
    writeFileSync(join(folder, 'file'), 'still');
    assert.equal(Buffer.from(await files.read(join(folder, 'file'))).toString(), 'still');
  });
});
