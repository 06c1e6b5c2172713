import { defineAction, defineModule, type Module, type ModuleRegistry } from '../../../engine/module.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { createRegistry } from '../../../modules/index.ts';

const common = { summary: 'For tests.', examples: [], returns: {} };

/** A record in a cloud that lives in the pool: what converging modules do, without a cloud. */
const record = defineModule({
  ...common,
  name: 'fake.record',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'Which.' },
      value: { type: 'string', description: 'What it holds.' },
      password: { type: 'string', description: 'A secret.', secret: true },
      note: { type: 'boolean', description: 'Whether to note something without a change.', default: false },
      slow_ms: { type: 'integer', description: 'How long writing takes.', default: 0 },
    },
    required: ['name'],
  },
  parallel: 4,
  connect: (_args, context) =>
    context.pool.get('fake.records', () => Promise.resolve(new Map<string, string>())),
  gather: (args, records) => Promise.resolve(records.get(args.name)),
  plan: (args, before) => {
    const after = args.value ?? '';
    const action = before === undefined ? 'create' : before === after ? 'unchanged' : 'update';
    return {
      action,
      subject: `record ${args.name}`,
      reason: action === 'unchanged' ? 'It is as it should be.' : `It will hold ${after}.`,
      changes: action === 'unchanged' ? [] : [{ pointer: '/value', before, after }],
      diff: { before: before ?? '', after },
      result: { msg: `${action} ${args.name}` },
      hasNotes: args.note,
      detail: { name: args.name, after, slowMs: args.slow_ms },
    };
  },
  apply: async ({ detail }, records, context) => {
    const number = await context.journal.intend({
      operation: 'create',
      kind: 'fake.record',
      name: detail.name,
      after: detail.after,
    });
    if (detail.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, detail.slowMs));
    records.set(detail.name, detail.after);
    await context.journal.done(number, { id: detail.name });
    return {};
  },
  assume: ({ detail }, records) => {
    records.set(detail.name, detail.after);
  },
});

const echo = defineAction({
  ...common,
  name: 'fake.echo',
  args: {
    type: 'object',
    properties: {
      password: { type: 'string', description: 'A secret.', secret: true },
      text: { type: 'string', description: 'What to say.' },
      pin: { type: 'integer', description: 'Another secret.', secret: true, aliases: ['code'] },
    },
  },
  checkMode: 'skip',
  run: (args) =>
    args.text === 'throw'
      ? Promise.reject(new Error(`The password ${args.password ?? ''} is wrong.`))
      : Promise.resolve({
          changed: true,
          msg: args.text ?? `password is ${args.password ?? ''}`,
          stdout: args.password,
        }),
});

const act = defineAction({
  ...common,
  name: 'fake.act',
  args: {
    type: 'object',
    properties: {
      do: {
        type: 'string',
        enum: [
          'crash',
          'unreachable',
          'refuse',
          'wait',
          'rc',
          'environment',
          'connection',
          'progress',
          'lines',
        ],
        description: 'What to do.',
      },
      ms: { type: 'integer', description: 'How long to wait.', default: 0 },
      password: { type: 'string', description: 'A secret.', secret: true },
    },
    required: ['do'],
  },
  parallel: 4,
  checkMode: 'run',
  run: async (args, context) => {
    switch (args.do) {
      case 'crash':
        throw new TypeError('x is not a function');
      case 'unreachable':
        throw new DroverError('host-unreachable', { detail: `No way to ${context.host}.` });
      case 'refuse':
        throw new DroverError('module-failed', {
          detail: 'The cloud said no.',
          help: 'Ask nicely.',
          call: { status: 403 },
        });
      case 'wait':
        await new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, args.ms);
          context.signal.addEventListener('abort', () => {
            clearTimeout(timer);
            const { reason } = context.signal as { readonly reason: unknown };
            reject(reason instanceof Error ? reason : new Error('aborted'));
          });
        });
        return { msg: `waited ${args.ms}` };
      case 'rc':
        return { rc: 3, stdout: 'three', changed: true };
      case 'environment':
        return { msg: context.environment };
      case 'connection':
        await context.connection.files.status('/');
        return { msg: context.connection.kind };
      case 'progress':
        for (let done = 1; done <= 3; done += 1) context.progress({ done, total: 3, unit: 'steps' });
        return { msg: 'done' };
      case 'lines': {
        const copy = { key: 'web/data1', stage: 'copy', total: 9, unit: 'bytes' } as const;
        context.progress({ key: 'never', isOver: true });
        context.progress({ key: 'web', stage: 'wait', note: `with ${args.password ?? ''}` });
        for (const done of [0, 3, 9, 9]) context.progress({ ...copy, done });
        context.progress({ ...copy, stage: 'verify', done: 0 });
        context.progress({ ...copy, stage: 'verify', done: 9, isOver: true });
        throw new Error('The disk is full.');
      }
    }
  },
});

/** drover's own modules, and those for tests. `gather_facts` finds two facts. */
export function testRegistry(): ModuleRegistry {
  const own = createRegistry();
  const setup = defineAction({
    ...common,
    name: 'host.setup',
    args: { type: 'object', properties: {}, additionalProperties: { description: 'Any.' } },
    checkMode: 'run',
    run: (_args, context) =>
      Promise.resolve({
        ansible_facts: { ansible_distribution: 'Debian', ansible_nodename: `node-${context.host}` },
      }),
  });
  const fakes = new Map<string, Module>();
  fakes.set(record.name, record).set(echo.name, echo).set(act.name, act).set(setup.name, setup);
  return {
    resolve: (name) => (fakes.has(name) ? name : own.resolve(name)),
    load: (name) => {
      const fake = fakes.get(name);
      return fake === undefined ? own.load(name) : Promise.resolve(fake);
    },
    membersOf: (group) => (group === 'fake.all' ? [...fakes.keys()] : own.membersOf?.(group)),
    names: [...own.names, ...fakes.keys()].sort(),
    allNames: [...own.allNames, ...fakes.keys()].sort(),
  };
}
