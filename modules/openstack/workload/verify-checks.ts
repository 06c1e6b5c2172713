import { didYouMean } from '../api/nearest.ts';
import { wrong, type MeaningFlaw } from '../files/meaning-flaw.ts';
import { isBody } from '../kind/wire.ts';
import type { VerifyCheck } from './workload.types.ts';

/* The checks of `_migration_params.verify`. */

const HIGHEST_PORT = 65535;

const HELP = 'Checks are active, port_22 (or another port), and {command: ...}.';

/** The checks of a list without flaws; where there is none, that the server is active. */
export function checksIn(list: unknown): readonly VerifyCheck[] {
  if (!Array.isArray(list)) return [{ check: 'active' }];
  return list.flatMap((one: unknown) => checkOf(one) ?? []);
}

/** What in the list is no check. `path`: where it stands. */
export function checkFlaws(list: unknown, path: MeaningFlaw['path']): readonly MeaningFlaw[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown, place) =>
    checkOf(one) === undefined ? [wrong([...path, place], `verify[${place}] ${whyNot(one)}`, HELP)] : [],
  );
}

function checkOf(said: unknown): VerifyCheck | undefined {
  if (said === 'active') return { check: 'active' };
  if (typeof said === 'string') {
    const port = portIn(said);
    return port === undefined || port < 1 || port > HIGHEST_PORT ? undefined : { check: 'port', port };
  }
  if (!isBody(said) || Object.keys(said).length !== 1) return undefined;
  const { command } = said;
  return typeof command === 'string' && command.trim() !== '' ? { check: 'command', command } : undefined;
}

function portIn(text: string): number | undefined {
  const [, digits] = /^port_(\d{1,5})$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function whyNot(said: unknown): string {
  const shown = JSON.stringify(said);
  if (typeof said === 'string') {
    if (/^port_\d+$/.test(said)) return `is ${shown}: ports go from 1 to ${HIGHEST_PORT}.`;
    return `is ${shown}, which is no check.${didYouMean(said, ['active', 'port_22', 'command'])}`;
  }
  if (!isBody(said)) return `is ${shown}, which is no check.`;
  if (!('command' in said)) {
    const [key = ''] = Object.keys(said);
    return `is ${shown}, which has no command.${didYouMean(key, ['command'])}`;
  }
  if (Object.keys(said).length > 1) return `has keys beside command: each check is an entry of its own.`;
  return 'has a command that is no text, or an empty one.';
}
