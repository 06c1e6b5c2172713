import { setTimeout as pause } from 'node:timers/promises';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Controller, SpokeGateway, TransitAttachment } from './controller.types.ts';
import type { Patience, Session } from './session.ts';

type Row = Readonly<Record<string, unknown>>;

/** The controller's calls in our terms. */
export function createController(session: Session, patience: Patience): Controller {
  const rows = async (action: string, signal?: AbortSignal): Promise<readonly Row[]> => {
    const results = await session.call(action, {}, signal);
    if (Array.isArray(results)) return results.filter(isRow);
    throw new DroverError('controller-failed', {
      detail: `The controller answered ${action} with something that is no list.`,
      help: 'See whether its version is one that drover knows (6.5 and later).',
    });
  };
  const transitAttachments = async (signal?: AbortSignal) =>
    (await rows('list_all_tgw_attachments', signal)).map(readAttachment);

  return {
    spokeGateways: async (signal) =>
      (await rows('list_primary_and_ha_spoke_gateways', signal)).map(readGateway),
    advertise: async (gateway, cidrs, signal) => {
      await session.call(
        'edit_gateway_advertised_cidr',
        { gateway_name: gateway, cidr: cidrs.join(',') },
        signal,
      );
    },
    transitAttachments,
    async detachFromTransit({ vpc, transit }, signal) {
      const input = { vpc_name: vpc, tgw_name: transit, async: 'true' };
      try {
        await finish(await session.call('detach_vpc_from_tgw', input, signal), session, patience, signal);
      } catch (error) {
        // It may have been done by a try whose answer was lost.
        const isRefused = error instanceof DroverError && error.code === 'controller-failed';
        if (!isRefused) throw error;
        const left = await transitAttachments(signal);
        if (left.some((one) => one.transit === transit && (one.vpcId === vpc || one.name === vpc)))
          throw error;
      }
    },
  };
}

/** Waits for a task of the controller. Earlier versions do what they are asked at once, and answer in words. */
async function finish(
  results: unknown,
  session: Session,
  patience: Patience,
  signal?: AbortSignal,
): Promise<void> {
  const isTask = typeof results === 'number' || (typeof results === 'string' && /^\S+$/.test(results));
  if (!isTask) return;
  const end = Date.now() + patience.readyMs * 3;
  for (;;) {
    try {
      await session.call('check_task_status', { request_id: String(results) }, signal);
      return;
    } catch (error) {
      const isOpen = error instanceof DroverError && error.message.includes('REQUEST_IN_PROGRESS');
      if (!isOpen || Date.now() > end) throw error;
      await pause(Math.min(patience.pauseMs * 10, 10_000), undefined, { signal });
    }
  }
}

function readGateway(row: Row): SpokeGateway {
  const account = textOf(row, 'account_name');
  const region = textOf(row, 'vpc_region');
  const vpcId = vpcIdOf(row);
  return {
    name: textOf(row, 'name') ?? textOf(row, 'vpc_name') ?? '',
    advertised: cidrsOf(row['include_cidr_list']),
    isUp: textOf(row, 'vpc_state') === 'up',
    isHighAvailability: row['is_hagw'] === true || row['is_hagw'] === 'yes',
    ...(vpcId === undefined ? {} : { vpcId }),
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
  };
}

function readAttachment(row: Row): TransitAttachment {
  const vpcId = vpcIdOf(row);
  const transit = textOf(row, 'tgw_name');
  const gateway = textOf(row, 'avx_gw_name');
  return {
    name: textOf(row, 'name') ?? vpcId ?? '',
    ...(vpcId === undefined ? {} : { vpcId }),
    ...(transit === undefined ? {} : { transit }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** With its name behind it in some versions: `vpc-1~~shop`. */
function vpcIdOf(row: Row): string | undefined {
  return textOf(row, 'vpc_id')?.split('~~')[0];
}

function cidrsOf(value: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : [];
  return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}

function textOf(row: Row, key: string): string | undefined {
  const value = row[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
