import type { CloudReply } from '../http/exchange.ts';
import { refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { notAuthorized } from './errors.ts';
import { STORE } from './view.ts';

/** As the test bed has them enabled. */
export const IMPORT_METHODS = ['glance-direct', 'web-download', 'copy-image'] as const;

/** `GET /v2/info/import` */
export function importInfo({ request }: Context): CloudReply {
  refuseBody(request);
  const methods = { description: 'Import methods available.', type: 'array', value: IMPORT_METHODS };
  return { status: 200, body: { 'import-methods': methods } };
}

/** `GET /v2/info/stores` */
export function storesInfo({ request }: Context): CloudReply {
  refuseBody(request);
  return { status: 200, body: { stores: [{ id: STORE, default: 'true' }] } };
}

/** `GET /v2/info/stores/detail` */
export function storesDetail({ request, who }: Context): CloudReply {
  refuseBody(request);
  if (!who.isAdmin) throw notAuthorized('stores_info_detail');
  const properties = { data_dir: '/images', chunk_size: 65_536, thin_provisioning: false };
  return { status: 200, body: { stores: [{ id: STORE, default: 'true', type: 'file', properties }] } };
}

/** `GET /v2/info/usage`: of a cloud that does not count. */
export function usageInfo(): CloudReply {
  return { status: 200, body: { usage: {} } };
}
