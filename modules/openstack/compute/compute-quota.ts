import { limit, quotaCollection, quotaKind } from '../kind/quotas.ts';

/** Quotas of Nova. Up to 2.35 it also answers for networks, from 2.57 on no longer for injected files. */
export const computeQuotas = quotaCollection({
  service: 'compute',
  word: 'compute',
  path: '/os-quota-sets',
  defaults: 'defaults',
  one: 'quota_set',
  microversion: '2.56',
});

/** How much a project may have of Nova. The names are those of the compute API reference, "Quota sets". */
export const computeQuota = quotaKind('compute', {
  collection: computeQuotas,
  about: 'How many servers, processors and so on a project may have.',
  limits: [
    limit('cores', 'Virtual processors of all servers.'),
    limit('injected_file_content_bytes', 'Bytes of a file that is put into a server.'),
    limit('injected_file_path_bytes', 'Bytes of its path.'),
    limit('injected_files', 'Files that are put into a server.'),
    limit('instances', 'Servers.'),
    limit('key_pairs', 'Keypairs of a user.'),
    limit('metadata_items', 'Keys of metadata of a server.'),
    limit('ram', 'Memory of all servers in MiB.'),
    limit('server_group_members', 'Servers in a server group.'),
    limit('server_groups', 'Server groups.'),
  ],
});
