import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { pathOf } from '../../kind/collection.ts';
import { bodiesAt, idOf } from '../../kind/wire.ts';
import { volumesThatGo } from './block-devices.ts';
import { newServers, speaks } from './new-servers.ts';
import type { ServerRequest } from './server-request.ts';

/** From here on Nova can be told of a volume that it goes with its server when that is there. */
const SETTABLE = '2.85';

/** Has those volumes deleted with the server that went with it at the source, now that it is there. */
export async function bindVolumes(
  server: Body,
  { disks, writer, warn }: Pick<ServerRequest, 'disks' | 'writer' | 'warn'>,
): Promise<void> {
  const attached = bodiesAt(server, 'os-extended-volumes:volumes_attached');
  const left = volumesThatGo(disks).filter((volume) =>
    attached.some((one) => idOf(one) === volume && one['delete_on_termination'] !== true),
  );
  if (left.length === 0) return;
  const { index } = writer;
  if (!(await speaks(index, SETTABLE))) {
    warn(
      `delete_on_termination is left out: ${index.session.label} does not speak microversion ${SETTABLE}, so ${left.length === 1 ? 'a volume stays' : `${left.length} volumes stay`} when the server is deleted.`,
    );
    return;
  }
  for (const volume of left) {
    const call = {
      method: 'PUT',
      path: `${pathOf(newServers, idOf(server))}/os-volume_attachments/${encodeURIComponent(volume)}`,
    } as const;
    const body = (isBound: boolean): Body => ({
      volumeAttachment: { volumeId: volume, delete_on_termination: isBound },
    });
    try {
      await writer.write({
        operation: 'act',
        collection: newServers,
        ...call,
        body: body(true),
        id: idOf(server),
        undo: { ...call, body: body(false), needs: pathOf(newServers, idOf(server)) },
      });
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      warn(`delete_on_termination of volume ${volume} is left out: ${error.message}`);
    }
  }
}
