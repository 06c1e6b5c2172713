import type { Infer } from '../../../../engine/schema/types.ts';
import type { accountSchema } from './schema/account.ts';
import type { envAccessSchema, ssmAccessSchema } from './schema/aviatrix.ts';
import type { discoverySchema } from './schema/discovery.ts';
import type { classicOptionsSchema, groupOptionsSchema } from './schema/options.ts';

type Read = Infer<typeof discoverySchema>;

/** `config` where one gateway is built, or two. */
export type ClassicOptions = Infer<typeof classicOptionsSchema> & { readonly configure_spoke_gw_hs: false };

/** `config` where a group of gateways is built. */
export type GroupOptions = Infer<typeof groupOptionsSchema> & { readonly configure_spoke_gw_hs: true };

export type SpokeOptions = ClassicOptions | GroupOptions;

type Aviatrix = Omit<NonNullable<Read['aviatrix']>, 'tf_controller_access'> & {
  readonly tf_controller_access:
    | (Infer<typeof envAccessSchema> & { readonly mode: 'ENV' })
    | (Infer<typeof ssmAccessSchema> & { readonly mode: 'SSM' });
};

/** A discovery.yaml that was read: all defaults filled in, texts stripped, former keys in today's place. */
export type Discovery = Omit<Read, 'aviatrix' | 'config'> & {
  readonly aviatrix?: Aviatrix;
  readonly config: SpokeOptions;
};

export type DiscoveryAccount = Infer<typeof accountSchema>;
export type DiscoveryRegion = DiscoveryAccount['regions'][number];
export type DiscoveryVpc = DiscoveryRegion['vpcs'][number];
