import { enforce, requireProject } from '../policy.ts';
import { limitsOf, usageOf, type Resource } from '../quota.ts';
import { get, ok, type ComputeRoute } from '../route.ts';
import { checkQuery } from '../schema/check.ts';
import { limitsQuery, resourcesIn } from '../schemas/quota-sets.ts';
import { lastOf } from '../paging.ts';

/** What `GET /limits` calls the limits, in its own order. */
const LIMITS: readonly (readonly [string, Resource])[] = [
  ['maxTotalInstances', 'instances'],
  ['maxTotalCores', 'cores'],
  ['maxTotalRAMSize', 'ram'],
  ['maxServerMeta', 'metadata_items'],
  ['maxImageMeta', 'metadata_items'],
  ['maxPersonality', 'injected_files'],
  ['maxPersonalitySize', 'injected_file_content_bytes'],
  ['maxTotalKeypairs', 'key_pairs'],
  ['maxServerGroups', 'server_groups'],
  ['maxServerGroupMembers', 'server_group_members'],
  ['maxTotalFloatingIps', 'floating_ips'],
  ['maxSecurityGroups', 'security_groups'],
  ['maxSecurityGroupRules', 'security_group_rules'],
];

const USAGES: readonly (readonly [string, Resource])[] = [
  ['totalRAMUsed', 'ram'],
  ['totalCoresUsed', 'cores'],
  ['totalInstancesUsed', 'instances'],
  ['totalFloatingIpsUsed', 'floating_ips'],
  ['totalSecurityGroupsUsed', 'security_groups'],
  ['totalServerGroupsUsed', 'server_groups'],
];

/** The limits of a project beside what it uses. */
export const limitRoutes: readonly ComputeRoute[] = [
  get('/limits', (context) => {
    const { state, who, version, request } = context;
    const wanted = lastOf(checkQuery(limitsQuery(version >= 75), request.query), 'tenant_id');
    if (wanted !== undefined) enforce(context, 'limits:other_project');
    requireProject(context);
    const project = wanted ?? who.projectId ?? '';
    const limits = limitsOf(state, project);
    const shown = resourcesIn(version);
    const absolute = [
      ...LIMITS.filter(([name]) => name !== 'maxImageMeta' || version < 39)
        .filter(([, resource]) => shown.includes(resource))
        .map(([name, resource]) => [name, limits[resource]]),
      ...USAGES.filter(([, resource]) => shown.includes(resource)).map(([name, resource]) => [
        name,
        usageOf(state, resource, project),
      ]),
    ];
    return ok({ limits: { rate: [], absolute: Object.fromEntries(absolute) as unknown } });
  }),
];
