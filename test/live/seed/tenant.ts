// node --import tsx test/live/seed/tenant.ts ENTRY [--bench | --ambiguous]
// Fills the project of an entry of the bed's clouds.yaml. May be run again: it writes only what is missing or changed.
import { parseArgs } from 'node:util';
import { seedAmbiguous } from './seed-ambiguous.ts';
import { seedTenant } from './seed-tenant.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { bench: { type: 'boolean' }, ambiguous: { type: 'boolean' } },
});
const [entry] = positionals;
if (entry === undefined) {
  console.error(
    'usage: tenant.ts ENTRY [--bench | --ambiguous]     (an entry of clouds.yaml, for example source)',
  );
  process.exitCode = 2;
} else {
  const started = performance.now();
  let writes = await seedTenant(entry, values.bench ? 'bench' : 'everything');
  if (values.ambiguous) writes += await seedAmbiguous(entry);
  console.log(`${entry}: ${writes} writes in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
