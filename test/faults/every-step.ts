/**
 * The whole sweep: an import of some 200 mixed resources is killed at every step of its journal, each step once, and
 * resumed. `npm run test:faults`; `npm run test:faults -- 10 3` for every tenth step from the third on.
 */
import { messageOf } from '../../engine/diagnostics/drover-error.ts';
import { openKillGround, stepsOf, surviveKillAt } from './support/kill.ts';
import { ABOUT_200 } from './support/mixed-tenant.ts';

const [every = 1, first = 1] = process.argv.slice(2).map(Number);
const opened = await openKillGround(ABOUT_200);
const failures: string[] = [];
const began = Date.now();
try {
  const steps = stepsOf(opened.counts).filter(
    (_, index) => index >= first - 1 && (index - first + 1) % every === 0,
  );
  process.stdout.write(
    `An import has the steps ${JSON.stringify(opened.counts)}; it is killed at ${steps.length}.\n`,
  );
  for (const [index, step] of steps.entries()) {
    try {
      await surviveKillAt(opened, step);
    } catch (error) {
      failures.push(`${step.sort} ${step.number}`);
      process.stdout.write(`${messageOf(error)}\n`);
    }
    if ((index + 1) % 20 === 0)
      process.stdout.write(`${index + 1} of ${steps.length}, ${Math.round((Date.now() - began) / 1000)} s\n`);
  }
  process.stdout.write(
    failures.length === 0
      ? `All ${steps.length} ended in the same graph.\n`
      : `${failures.length} did not: ${failures.join(', ')}\n`,
  );
} finally {
  await opened.ground.close();
}
process.exitCode = failures.length === 0 ? 0 : 1;
