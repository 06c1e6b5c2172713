import type { Context } from './context.ts';
import type { Flavor } from './rows.ts';
import type { ComputeState } from './state.ts';

/** What projects have limits of, in Nova's order. */
export const RESOURCES = [
  ...['cores', 'fixed_ips', 'floating_ips', 'injected_file_content_bytes', 'injected_file_path_bytes'],
  ...['injected_files', 'instances', 'key_pairs', 'metadata_items', 'ram', 'security_group_rules'],
  ...['security_groups', 'server_group_members', 'server_groups'],
] as const;

export type Resource = (typeof RESOURCES)[number];

/** Limits that one user cannot have for himself. */
export const PER_PROJECT: readonly string[] = ['fixed_ips', 'floating_ips'];

export type Limits = Readonly<Record<string, number>>;

/** Limits that were set for a project, or for a user in it; not those that it has anyway. */
export function ownLimits(state: ComputeState, projectId: string, userId?: string): Limits {
  return state.quotaSets.get(quotaSetId(projectId, userId))?.limits ?? {};
}

/** Every limit that holds for a project, or for a user in it. */
export function limitsOf(state: ComputeState, projectId: string, userId?: string): Limits {
  return {
    ...state.quotas,
    ...ownLimits(state, projectId),
    ...(userId === undefined ? {} : ownLimits(state, projectId, userId)),
  };
}

/** How many of something the caller may have in his project; -1 is any number. */
export function limitFor({ state, who }: Context, resource: Resource): number {
  return limitsOf(state, who.projectId ?? '', who.userId)[resource] ?? -1;
}

/** How many of something there are. Key pairs and servers' groups of a user are not counted here, as in Nova. */
export function usageOf(state: ComputeState, resource: string, projectId: string, userId?: string): number {
  const isCounted = (row: { readonly user_id: string }): boolean =>
    userId === undefined || row.user_id === userId;
  if (resource === 'server_groups') {
    return state.serverGroups.by('project', projectId).filter(isCounted).length;
  }
  const uses = USES[resource];
  if (!uses) return 0;
  const servers = state.servers.by('project', projectId).filter(isCounted);
  return servers.reduce((sum, row) => sum + uses(row.flavor), 0);
}

/** How much of a limit one server takes. */
export const USES: Readonly<Record<string, (flavor: Flavor) => number>> = {
  instances: () => 1,
  cores: (flavor) => flavor.vcpus,
  ram: (flavor) => flavor.memory_mb,
};

export function quotaSetId(projectId: string, userId?: string): string {
  return userId === undefined ? projectId : `${projectId}/${userId}`;
}
