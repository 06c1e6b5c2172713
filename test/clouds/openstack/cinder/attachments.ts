import type { JsonObject } from '../http/exchange.ts';
import type { Context, Handler } from './context.ts';
import { notFound } from './errors.ts';
import { filtersIn } from './lists.ts';
import type { Volume } from './rows.ts';

/** What a server has of a volume, as it is kept at the volume. */
interface Found {
  readonly volume: Volume;
  readonly attachment: JsonObject;
}

function attachmentsFor({ state, who }: Context): Found[] {
  return state.volumes
    .all()
    .filter((volume) => who.isAdmin || volume.project_id === who.projectId)
    .flatMap((volume) => volume.attachments.map((attachment) => ({ volume, attachment })));
}

function viewBriefly({ volume, attachment }: Found): JsonObject {
  return {
    id: attachment['attachment_id'],
    status: 'attached',
    instance: attachment['server_id'],
    volume_id: volume.id,
  };
}

function view(found: Found): JsonObject {
  return {
    ...viewBriefly(found),
    attached_at: found.attachment['attached_at'],
    detached_at: '',
    attach_mode: found.volume.isReadOnly === true ? 'ro' : 'rw',
    connection_info: { driver_volume_type: 'local', volume_id: found.volume.id, access_mode: 'rw' },
  };
}

/** What a list is filtered by, and what that is of an attachment. */
const COLUMNS: Readonly<Record<string, (found: Found) => unknown>> = {
  instance_id: ({ attachment }) => attachment['server_id'],
  volume_id: ({ volume }) => volume.id,
};

/** `GET /attachments` and `GET /attachments/detail`, from 3.27 on: those of the caller's project. */
export const listAttachments =
  (isDetailed: boolean): Handler =>
  (context) => {
    if (context.version < 27) throw notFound();
    const { request, who } = context;
    const wanted = [...filtersIn(request.query)].filter(([name]) => name in COLUMNS);
    const found = attachmentsFor(context)
      .filter(({ volume }) => volume.project_id === who.projectId)
      .filter((one) => wanted.every(([name, value]) => COLUMNS[name]?.(one) === value));
    return { status: 200, body: { attachments: found.map(isDetailed ? view : viewBriefly) } };
  };

/** `GET /attachments/{attachment}` */
export const showAttachment: Handler = (context, { id }) => {
  if (context.version < 27) throw notFound();
  const found = attachmentsFor(context).find(({ attachment }) => attachment['attachment_id'] === id);
  if (!found) throw notFound(`Volume attachment could not be found with filter: attachment_id = ${id!}.`);
  return { status: 200, body: { attachment: view(found) } };
};
