/** What is publicly known of a provider's cloud: where its Keystone is, and which regions it has. */
export interface Vendor {
  /** `{region_name}` stands for the region. */
  readonly authUrl: string;
  readonly regions?: readonly string[];
  /** Users and projects are in the domain called Default. */
  readonly defaultDomain?: true;
}

/** Public clouds that clouds.yaml may name with `profile`; further ones stand in clouds-public.yaml. */
export const vendors: Readonly<Record<string, Vendor>> = {
  auro: { authUrl: 'https://api.van2.auro.io:5000/v3', regions: ['RegionOne'], defaultDomain: true },
  betacloud: { authUrl: 'https://api-1.betacloud.de:5000', regions: ['betacloud-1'] },
  citycloud: {
    authUrl: 'https://{region_name}.citycloud.com:5000/v3/',
    regions: ['Buf1', 'Fra1', 'Lon1', 'Sto2', 'Kna1', 'dx1', 'tky1'],
  },
  dreamcompute: { authUrl: 'https://iad2.dream.io:5000', regions: ['RegionOne'] },
  elastx: { authUrl: 'https://ops.elastx.cloud:5000/v3', regions: ['se-sto'] },
  entercloudsuite: {
    authUrl: 'https://api.entercloudsuite.com/',
    regions: ['it-mil1', 'nl-ams1', 'de-fra1'],
  },
  fuga: { authUrl: 'https://identity.api.fuga.io:5000', regions: ['cystack'], defaultDomain: true },
  internap: {
    authUrl: 'https://identity.api.cloud.iweb.com',
    regions: ['ams01', 'da01', 'nyj01', 'sin01', 'sjc01'],
  },
  limestonenetworks: { authUrl: 'https://auth.cloud.lstn.net:5000/v3', regions: ['us-dfw-1', 'us-slc'] },
  otc: { authUrl: 'https://iam.{region_name}.otc.t-systems.com/v3', regions: ['eu-de', 'eu-nl'] },
  ovh: { authUrl: 'https://auth.cloud.ovh.net/', defaultDomain: true },
  'ovh-us': { authUrl: 'https://auth.cloud.ovh.us/', regions: ['US-EAST-VA-1'], defaultDomain: true },
  switchengines: { authUrl: 'https://keystone.cloud.switch.ch:5000/v3', regions: ['LS', 'ZH'] },
  zetta: { authUrl: 'https://identity.api.zetta.io/v3', regions: ['no-osl1'] },
};
