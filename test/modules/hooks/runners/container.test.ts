import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerProgram, type ContainerBehaviour, type ContainerProgram } from './container-program.ts';
import { runHook, type HookRun, type HookToRun } from './run-hook.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const image = `registry.example/ansible@${digest}`;
const there = [`registry.example/ansible@${digest}`];
const podman: ContainerBehaviour = { name: 'podman', info: 'false', before: there, after: there };

const files = {
  'roles/mend/tasks/main.yml': '- name: one\n  command: "true"\n- debug: {var: api_password}\n',
};

function isInstalled(): boolean {
  try {
    execFileSync('ansible-playbook', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('runner: container', function () {
  this.timeout(60_000);
  let program: ContainerProgram | undefined;

  before(function () {
    if (!isInstalled()) this.skip();
  });

  afterEach(() => {
    program?.remove();
    program = undefined;
  });

  const run = (behaviour: ContainerBehaviour, more: Partial<HookToRun> = {}): Promise<HookRun> => {
    program = containerProgram(behaviour);
    return runHook({
      files,
      hook: `{role: mend, host: localhost, gather_facts: false, runner: container, image: '${image}'}`,
      ...more,
    });
  };
  const calls = (): readonly (readonly string[])[] => program?.calls() ?? [];
  const commands = (): readonly string[] => calls().map(([name = '']) => name);
  const words = (): readonly string[] => calls().find(([name]) => name === 'run') ?? [];

  it('runs ansible-playbook with what is mounted, and comes to what runner: native comes to', async () => {
    const native = await runHook({ files, hook: '{role: mend, host: localhost, gather_facts: false}' });
    const { outcome, events } = await run(podman);
    assert.deepEqual(outcome, native.outcome);
    assert.equal(outcome.status, 'changed');
    assert.deepEqual(commands(), ['info', 'image', 'run', 'rm']);
    assert.ok(
      events.some((event) => event.type === 'result' && event.task.name === 'plan_start | mend : one'),
    );
    const name = words().find((word) => word.startsWith('--name='));
    assert.equal(calls().at(-1)?.at(-1), name?.slice('--name='.length));
  });

  it('is given secrets neither on its command line nor in its environment', async () => {
    const secret = 'xyzzy-Kiesel-4711';
    const { outcome, events } = await run(podman, {
      request: { extraVars: [JSON.stringify({ api_password: secret })] },
    });
    assert.equal(outcome.status, 'changed');
    assert.ok(!JSON.stringify(calls()).includes(secret));
    assert.ok(!JSON.stringify(events).includes(secret));
    assert.ok(JSON.stringify(events).includes('********'), 'the variable has not come to the task');
  });

  it('pulls an image that is not there, once', async () => {
    const { outcome } = await run({ ...podman, before: undefined });
    assert.equal(outcome.status, 'changed');
    assert.deepEqual(commands(), ['info', 'image', 'pull', 'image', 'run', 'rm']);
  });

  it('refuses an image of another digest', async () => {
    const { outcome } = await run({
      ...podman,
      before: [`registry.example/ansible@sha256:${'0'.repeat(64)}`],
    });
    assert.equal(outcome.status, 'failed');
    assert.match(outcome.message ?? '', /has no image with the digest sha256:0123/);
    assert.ok(!commands().includes('run'));
  });

  it('says before anything is touched that an image cannot be pulled', async () => {
    const { problems } = await run({ ...podman, before: undefined, after: undefined }, { checkOnly: true });
    assert.match(problems.join('\n'), /could not pull the image registry\.example.*manifest unknown/);
  });

  it('says that neither podman nor docker answers', async () => {
    const { problems } = await run({ ...podman, name: 'docker', info: undefined }, { checkOnly: true });
    assert.match(problems.join('\n'), /podman: not this one; docker: Error: Cannot connect/);
    assert.match(problems.join('\n'), /Install podman/);
  });

  for (const [title, behaviour, expected] of [
    ['podman without root', { ...podman, info: 'true' }, ['--userns=keep-id', '--user=']],
    ['docker', { ...podman, name: 'docker', info: '["name=seccomp"]' }, ['--user=']],
    ['docker without root', { ...podman, name: 'docker', info: '["name=rootless"]' }, ['--user=0:0']],
  ] as const) {
    it(`starts ${title} with the files of its user`, async () => {
      const { outcome } = await run(behaviour);
      assert.equal(outcome.status, 'changed');
      const own = words().filter((word) => word.startsWith('--user'));
      assert.equal(own.length, expected.length);
      expected.forEach((word, index) => {
        assert.ok(own[index]?.startsWith(word), own.join(' '));
      });
    });
  }

  it('removes the container when the run is interrupted', async () => {
    const stop = new AbortController();
    const { outcome } = await run(podman, {
      files: { 'roles/mend/tasks/main.yml': '- name: wait\n  command: sleep 60\n' },
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task-start' && event.task.name.endsWith('wait'))
          void sleep(1000).then(() => {
            stop.abort();
          });
      },
    });
    assert.equal(outcome.status, 'interrupted');
    assert.equal(commands().at(-1), 'rm');
  });

  it('takes no image without a digest', async () => {
    const { problems } = await run(podman, {
      hook: "{role: mend, host: localhost, runner: container, image: 'registry.example/ansible:latest'}",
    });
    assert.match(problems.join('\n'), /image has to be given by its digest/);
    assert.deepEqual(calls(), []);
  });
});
