// node --import tsx test/live/seed/tenant.ts ENTRY [--bench]
// Fills the project of an entry of the bed's clouds.yaml. May be run again: it writes only what is missing or changed.
import { parseArgs } from 'node:util';
import { seedTenant } from './seed-tenant.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { bench: { type: 'boolean' } },
});
const [entry] = positionals;
if (entry === undefined) {
  console.error(
    'usage: tenant.ts ENTRY [--bench]     (an entry of clouds.yaml, for example source or source-bench)',
  );
  process.exitCode = 2;
} else {
  const started = performance.now();
  const writes = await seedTenant(entry, values.bench ? 'bench' : 'everything');
  console.log(`${entry}: ${writes} writes in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
