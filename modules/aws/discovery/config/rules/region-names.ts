import { didYouMean } from '../../../../../engine/schema/suggest.ts';
import type { Discovery } from '../discovery.types.ts';
import { nameOf, type Finding, type Path } from '../finding.ts';
import { knownRegions } from '../known-regions.ts';

/** Regions that are not known: AWS may have them by now, so they are taken. */
export function regionNameFindings(config: Discovery): readonly Finding[] {
  return regionsOf(config)
    .filter(({ region }) => region !== undefined && !knownRegions.includes(region))
    .map(({ region = '', path }) => ({
      code: 'discovery-value',
      path,
      detail: `${nameOf(path)} is ${region}, a region that drover does not know.`,
      help: `${didYouMean(region, knownRegions)} It is taken as it is: AWS makes new ones.`.trim(),
      isWarning: true,
    }));
}

function regionsOf(
  config: Discovery,
): readonly { readonly region: string | undefined; readonly path: Path }[] {
  return [
    { region: config.aws?.s3.region, path: ['aws', 's3', 'region'] },
    { region: ssmRegion(config), path: ['aviatrix', 'tf_controller_access', 'region'] },
    ...Object.keys(config.tgw?.tgw_by_region ?? {}).map((region) => ({
      region,
      path: ['tgw', 'tgw_by_region', region],
    })),
    ...config.account_info.flatMap(({ regions }, index) =>
      regions.map(({ region }, at) => ({ region, path: ['account_info', index, 'regions', at, 'region'] })),
    ),
  ];
}

function ssmRegion({ aviatrix }: Discovery): string | undefined {
  const access = aviatrix?.tf_controller_access;
  return access?.mode === 'SSM' ? access.region : undefined;
}
