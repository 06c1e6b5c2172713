import { block, code, set, template } from '../hcl/build.ts';
import type { Block, Body } from '../hcl/hcl.types.ts';
import type { ModuleOptions } from './module-options.ts';

/** How the attachment is referred to: it has a count where it comes with the switch. */
export function attachmentRef({ attachesAtStaging }: ModuleOptions): string {
  return `aviatrix_spoke_transit_attachment.attachment${attachesAtStaging ? '' : '[0]'}`;
}

/** The gateways' way into the transit, with its inspection and segmentation. */
export function attachmentResources(options: ModuleOptions): Body {
  const transit = set('transit_gateway_name', code(`${attachmentRef(options)}.transit_gw_name`));
  const count = (condition: string) =>
    set('count', code(`${options.attachesAtStaging ? '' : 'var.switch_traffic && '}${condition} ? 1 : 0`));
  const domains = options.provider.networkDomains ? 'network' : 'security';
  return [
    attachment(
      'attachment',
      'var.transit_gw',
      options.attachesAtStaging ? undefined : 'var.switch_traffic',
      options,
    ),
    ...(options.hasEgressTransit
      ? [
          attachment(
            'attachment_egress',
            'var.transit_gw_egress',
            `${options.attachesAtStaging ? '' : 'var.switch_traffic && '}var.transit_gw_egress != ""`,
            options,
          ),
        ]
      : []),
    block(
      'resource',
      ['aviatrix_transit_firenet_policy', 'spoke'],
      count('var.inspection'),
      set('transit_firenet_gateway_name', transit.value),
      set('inspected_resource_name', template('SPOKE:', code('aviatrix_spoke_gateway.gw.gw_name'))),
    ),
    block(
      'resource',
      [`aviatrix_segmentation_${domains}_domain_association`, 'spoke'],
      count('var.domain != ""'),
      transit,
      set(`${domains}_domain_name`, code('var.domain')),
      set('attachment_name', code('aviatrix_spoke_gateway.gw.gw_name')),
    ),
  ];
}

function attachment(
  name: string,
  transit: string,
  condition: string | undefined,
  options: ModuleOptions,
): Block {
  return block(
    'resource',
    ['aviatrix_spoke_transit_attachment', name],
    condition !== undefined && set('count', code(`${condition} ? 1 : 0`)),
    set('spoke_gw_name', code('aviatrix_spoke_gateway.gw.gw_name')),
    set('transit_gw_name', code(transit)),
    options.provider.maxPerformance &&
      set('enable_max_performance', code('var.hpe ? var.max_hpe_performance : null')),
    // The controller writes what it learns into the copies that are its own.
    set(
      'route_tables',
      code(
        '[\n  for key, table in var.route_tables : aws_route_table.aviatrix_managed[key].id if table.ctrl_managed == "True"\n]',
      ),
    ),
    options.isGroup &&
      set(
        'depends_on',
        [1, 2, 3, 4, 5].map((index) => code(`aviatrix_spoke_ha_gateway.ha${index}`)),
      ),
  );
}
