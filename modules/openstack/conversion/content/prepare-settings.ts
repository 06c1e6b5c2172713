import { createHash } from 'node:crypto';
import type { Infer, Schema } from '../../../../engine/schema/types.ts';
import { subscriptionArguments } from './subscription.ts';

/** What a host is told about what is to be on it. */
export const contentArguments = {
  install: {
    type: 'boolean',
    description: 'False: nothing is installed; the tools have to be there.',
    default: true,
  },
  update: {
    type: 'boolean',
    description: 'Whether all that is installed is brought up to date, too, once.',
    default: false,
  },
  reboot: {
    type: 'boolean',
    description: 'Whether a host is booted anew when packages were installed on it, and waited for.',
    default: false,
  },
  pre_hook: {
    type: 'string',
    description: 'A script for bash that is run there as root before anything is installed, once.',
    nullable: true,
  },
  post_hook: { type: 'string', description: 'The same, afterwards.', nullable: true },
  http_proxy: { type: 'string', description: 'The proxy for packages.', secret: true, nullable: true },
  https_proxy: { type: 'string', description: 'The same for HTTPS.', secret: true, nullable: true },
  no_proxy: { type: 'string', description: 'What is reached without it.', nullable: true },
  rhsm: {
    type: 'object',
    description: 'How hosts of RHEL are registered.',
    properties: subscriptionArguments,
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

export type ContentSettings = Infer<{ type: 'object'; properties: typeof contentArguments }>;

/** Where a host keeps what was done on it. */
export const DONE_FILE = '/etc/drover/prepared';

/** What is done once on a host, as it stands in that file: another script, and it is done again. */
export function onceOf({ update, pre_hook: before, post_hook: after }: ContentSettings): string {
  if (!update && before == null && after == null) return '';
  const text = JSON.stringify([update, before ?? null, after ?? null]);
  return createHash('sha256').update(text).digest('hex');
}

/** The proxies as programs look for them. */
export function proxiesOf(settings: ContentSettings): Readonly<Record<string, string>> {
  const { http_proxy, https_proxy, no_proxy } = settings;
  return Object.fromEntries(
    Object.entries({ http_proxy, https_proxy, no_proxy }).flatMap(([name, value]) =>
      value == null ? [] : [[name, value] as const, [name.toUpperCase(), value] as const],
    ),
  );
}
