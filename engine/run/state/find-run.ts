import { DroverError } from '../../diagnostics/drover-error.ts';
import { didYouMean } from '../../schema/suggest.ts';

/**
 * The run that a name stands for: its whole name, a beginning that is no other's, or `last` for the newest. Throws
 * `unknown-run` with what there is.
 */
export function findRun(name: string, ids: readonly string[], stateFolder: string): string {
  if (ids.includes(name)) return name;
  const fitting = name === 'last' ? ids.slice(-1) : ids.filter((id) => name !== '' && id.startsWith(name));
  const [only] = fitting;
  if (only === undefined) throw noSuchRun(name, ids, stateFolder);
  if (fitting.length === 1) return only;
  throw new DroverError('unknown-run', {
    detail: `${fitting.length} runs in ${stateFolder} begin with “${name}”: ${listed(fitting)}.`,
    help: 'Write more of the name, or last for the newest.',
  });
}

/** That no run of a state folder is called so. */
export function noSuchRun(name: string, ids: readonly string[], stateFolder: string): DroverError {
  if (ids.length === 0) {
    return new DroverError('unknown-run', {
      detail: `There are no runs in ${stateFolder}.`,
      help: 'Runs are kept in the data directory: name it with -e @vars.yml (os_migrate_data_dir) or --data-dir. A run that wrote nothing leaves none.',
    });
  }
  return new DroverError('unknown-run', {
    detail: `There is no run ${name === '' ? '“”' : name} in ${stateFolder}.`,
    help: `${didYouMean(name, ids) || `There are: ${listed(ids)}.`} drover runs shows them all.`,
  });
}

/** The newest ones, of many. */
const SHOWN = 5;

function listed(ids: readonly string[]): string {
  const shown = ids.slice(-SHOWN).reverse();
  return shown.join(', ') + (ids.length > shown.length ? ` and ${ids.length - shown.length} more` : '');
}
