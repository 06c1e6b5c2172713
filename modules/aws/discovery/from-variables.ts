import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import { checkDiscovery } from './config/check-discovery.ts';
import type { Discovery } from './config/discovery.types.ts';
import type { Finding } from './config/finding.ts';
import { discoverySchema } from './config/schema/discovery.ts';

/**
 * The discovery.yaml that a run was given with `-e @discovery.yaml`: its sections are variables. All that is wrong with
 * it is in one error; what is odd is warned of. `discovery_only: true` asks for an inventory, which needs less.
 */
export function discoveryOf(
  context: Pick<TaskContext, 'variable' | 'warn'>,
  options: { readonly isInventory?: boolean } = {},
): Discovery {
  const given = Object.keys(discoverySchema.properties).flatMap((key) => {
    const value = context.variable(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  if (!given.some(([key]) => key === 'account_info'))
    throw new DroverError('discovery-shape', {
      detail: 'No discovery.yaml was given: the variable account_info is not there.',
      help: 'Give it to the run: -e @discovery.yaml.',
    });
  const isInventory = options.isInventory ?? isTrue(context.variable('discovery_only'));
  const { config, findings } = checkDiscovery(Object.fromEntries(given), { isInventory });
  if (config === undefined) throw wrong(findings.filter(({ isWarning }) => isWarning !== true));
  for (const { detail, help } of findings) context.warn(`${detail} ${help}`);
  return config;
}

function wrong(findings: readonly Finding[]): DroverError {
  const [first] = findings;
  return new DroverError(first?.code ?? 'discovery-shape', {
    detail: findings.map(({ detail, help }) => `${detail} ${help}`).join('\n'),
    help: 'Run `drover lint discovery.yaml`, which shows each with its line and column.',
  });
}

/** `-e discovery_only=true` is a text. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|yes|on|1)$/i.test(value.trim()));
}
