import type { Schema } from '../../../engine/schema/types.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const flag = (description: string) => ({ type: 'boolean', description }) as const;
const list = (description: string, item: string) =>
  ({ type: 'array', items: { type: 'string', description: item }, description }) as const;
const choice = <const E extends readonly string[]>(description: string, values: E) =>
  ({ type: 'string', enum: values, description }) as const;

/** Options of a repository as dnf.conf(5) and yum.conf(5) have them. */
export const repositoryOptions = {
  async: flag('Download packages in the background.'),
  bandwidth: text('The bandwidth that throttle is a part of.'),
  baseurl: list('Its addresses.', 'An address.'),
  cost: text('How dear it is, against others; 1000 is the usual.'),
  deltarpm_metadata_percentage: text('How large lists of differences may be, in percent.'),
  deltarpm_percentage: text('How large differences of packages may be, in percent.'),
  enabled: flag('Whether it is used.'),
  enablegroups: flag('Whether its groups of packages are used.'),
  exclude: list('Packages of it that are left alone.', 'A package, or a pattern.'),
  failovermethod: choice('Which address is tried next.', ['roundrobin', 'priority']),
  gpgcakey: text('The address of the key that vouches for its key.'),
  gpgcheck: flag('Whether signatures of packages are verified.'),
  gpgkey: list('Where its keys are.', 'An address, or file:// and a path.'),
  module_hotfixes: flag('Whether its packages go before those of module streams.'),
  http_caching: choice('What caches on the way may keep.', ['all', 'packages', 'none']),
  include: text('A file with further options.'),
  includepkgs: list('The only packages of it that are used.', 'A package, or a pattern.'),
  ip_resolve: choice('Which addresses of its name are used.', ['4', '6', 'IPv4', 'IPv6', 'whatever']),
  keepalive: flag('Whether connections are used several times.'),
  keepcache: choice('Whether packages are kept once they are installed.', ['0', '1']),
  metadata_expire: text('How long its lists count as new.'),
  metadata_expire_filter: choice('Which commands heed that.', [
    ...(['never', 'read-only:past', 'read-only:present', 'read-only:future'] as const),
  ]),
  metalink: text('The address of a list of its mirrors, with hashes.'),
  mirrorlist: text('The address of a list of its mirrors.'),
  mirrorlist_expire: text('How long that list counts as new.'),
  password: { type: 'string', description: 'The password for its addresses.', secret: true },
  priority: text('Which repository goes first: the lower.'),
  protect: flag('Whether packages of it are never replaced by others’.'),
  proxy: text('The proxy that it is reached through; _none_ for none.'),
  proxy_password: { type: 'string', description: 'The password for the proxy.', secret: true },
  proxy_username: text('The user for the proxy.'),
  repo_gpgcheck: flag('Whether the signature of its lists is verified.'),
  retries: text('How often a download is tried; 0 for ever.'),
  s3_enabled: flag('Whether it is in a bucket.'),
  skip_if_unavailable: flag('Whether to go on without it where it cannot be reached.'),
  sslcacert: { type: 'string', description: 'The certificates to trust.', aliases: ['ca_cert'] },
  ssl_check_cert_permissions: flag('Whether it matters who may read the certificates.'),
  sslclientcert: { type: 'string', description: 'The client certificate.', aliases: ['client_cert'] },
  sslclientkey: {
    type: 'string',
    description: 'The key of the client certificate.',
    aliases: ['client_key'],
  },
  sslverify: {
    type: 'boolean',
    description: 'Whether certificates are verified.',
    aliases: ['validate_certs'],
  },
  throttle: text('The most that is downloaded in a second.'),
  timeout: text('How many seconds a connection may take.'),
  ui_repoid_vars: text('Variables that are shown with its name.'),
  username: text('The user for its addresses.'),
} as const satisfies Readonly<Record<string, Schema>>;
