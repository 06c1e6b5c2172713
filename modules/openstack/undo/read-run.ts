import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { defineAction, type AnyActingModule } from '../../../engine/module.ts';
import { allKinds } from '../kind-list.ts';
import type { Side } from '../conversion/conversion-host.types.ts';
import { batchesOf } from './batches.ts';
import { refuseRouting } from './refuse-routing.ts';
import { undoSteps } from './steps.ts';

export const readRun: AnyActingModule = defineAction({
  name: 'openstack.read_run',
  aliases: ['read_run'],
  summary: 'Reads from the journal of a run what takes it back, last write first.',
  args: {
    type: 'object',
    properties: {
      run: { type: 'string', description: 'The run, as `drover runs` calls it, or last.' },
    },
    required: ['run'],
  },
  examples: [
    {
      title: 'What would take the last run back',
      playbook: '- openstack.read_run:\n    run: last\n  register: journal\n',
    },
  ],
  returns: {
    batches: {
      type: 'array',
      items: {
        type: 'array',
        items: { type: 'object', description: 'A step.', properties: {}, additionalProperties: true },
        description: 'Steps that may be done side by side.',
      },
      description: 'The steps, in order. Those of other clouds than OpenStack are not among them.',
    },
    steps: { type: 'integer', description: 'How many there are.' },
    sides: {
      type: 'object',
      properties: {
        source: { type: 'integer', description: 'How many of them are taken at the source.' },
        destination: { type: 'integer', description: 'How many at the destination.' },
      },
      description: 'The same for each cloud.',
    },
  },
  checkMode: 'run',
  run: async ({ run }, { journal }) => {
    const operations = await journal.run(run);
    refuseRouting(run, operations);
    const ours = operations.filter(({ entry }) => entry.kind.startsWith('openstack.'));
    const steps = undoSteps(ours, [...operations, ...(await journal.earlier())]);
    if (ours.length > 0 && ours.every(({ entry }) => entry.undo === undefined)) {
      throw new DroverError('undo-refused', {
        detail: `The journal of run ${run} does not say how its writes are taken back: an older drover wrote it.`,
        help: 'Remove by hand what `drover runs RUN` lists.',
      });
    }
    const at = (side: Side): number => steps.filter((step) => step.side === side).length;
    return {
      changed: false,
      batches: batchesOf(steps, await allKinds()),
      steps: steps.length,
      sides: { source: at('source'), destination: at('destination') },
    };
  },
});
