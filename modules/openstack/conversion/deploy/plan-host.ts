import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Change, Plan } from '../../../../engine/module.ts';
import { idOf, isSame, textOf } from '../../kind/wire.ts';
import { ipLabelOf, labelOf, recordOf, wantsIp, type HostFacts } from './host-facts.ts';
import { variable } from './network-arguments.ts';

/** What is to be done for one host. */
export interface HostSteps {
  readonly facts: HostFacts;
  readonly makesServer: boolean;
  readonly startsServer: boolean;
  readonly givesIp: boolean;
}

/** What is to be done so that a host is there. Throws `conversion-host-settings` for what cannot be. */
export function planHost(facts: HostFacts): Plan<HostSteps> {
  const { settings, server, port, floatingIp, freeIp, outside, written } = facts;
  const { side, floating_ip_address: asked } = settings;
  if (
    settings.manage_fip &&
    asked != null &&
    freeIp === undefined &&
    floatingIp === undefined &&
    outside === undefined
  ) {
    throw new DroverError('conversion-host-settings', {
      detail: `The project has no free floating IP ${asked} (${variable(side, 'floating_ip_address')}), and no external network is named to make it in.`,
      help: `Name one that is free, or set ${variable(side, 'external_network_name')}.`,
    });
  }
  if (server !== undefined && port === undefined) {
    throw new DroverError('conversion-host-unready', {
      detail: `The port of conversion host "${settings.name}" of the ${side} is gone, and its server (${idOf(server)}) with it out of reach.`,
      help: 'Run delete_conversion_hosts.yml, and deploy again.',
    });
  }
  const makesServer = server === undefined;
  const startsServer = server !== undefined && textOf(server, 'status') === 'SHUTOFF';
  const givesIp = floatingIp === undefined && wantsIp(facts);
  const record = recordOf(facts, facts);
  const isWritten = record !== undefined && written !== undefined && isSame(record, written);
  const changes: readonly Change[] = [
    ...(makesServer ? [change('/server', labelOf(settings))] : []),
    ...(startsServer ? [{ pointer: '/server/status', before: 'SHUTOFF', after: 'ACTIVE' }] : []),
    ...(givesIp
      ? [change('/floating_ip', textOf(freeIp ?? {}, 'floating_ip_address') ?? asked ?? ipLabelOf(settings))]
      : []),
    ...(isWritten ? [] : [{ pointer: '/hosts.yml', before: written, after: record ?? 'an entry' }]),
  ];
  const common = {
    subject: `${labelOf(settings)} of the ${side}`,
    changes,
    detail: { facts, makesServer, startsServer, givesIp },
  };
  if (changes.length === 0)
    return { ...common, action: 'unchanged', reason: 'It is there.', result: { host: record } };
  if (makesServer) return { ...common, action: 'create', reason: 'It is not there.' };
  const words = [
    ...(startsServer ? ['it is switched off'] : []),
    ...(givesIp ? ['it has no floating IP'] : []),
    ...(isWritten ? [] : ['hosts.yml does not say so']),
  ];
  return { ...common, action: 'update', reason: `It is there, but ${words.join(', and ')}.` };
}

function change(pointer: string, after: unknown): Change {
  return { pointer, before: undefined, after };
}
