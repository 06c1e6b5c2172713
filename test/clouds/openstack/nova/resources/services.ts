import { enforce } from '../policy.ts';
import { lastOf } from '../paging.ts';
import { get, ok, type ComputeRoute } from '../route.ts';
import { checkQuery } from '../schema/check.ts';
import { serviceQuery } from '../schemas/administration.ts';
import { timeOf } from '../seed.ts';

/** Nova's own parts, for administrators. */
export const serviceRoutes: readonly ComputeRoute[] = [
  get('/os-services', (context) => {
    const { state, version, request } = context;
    const query = checkQuery(serviceQuery(version >= 75), request.query);
    enforce(context, 'os-services:list');
    const [host, binary] = [lastOf(query, 'host') ?? '', lastOf(query, 'binary') ?? ''];
    const rows = state.services
      .all()
      .filter((row) => (host === '' || row.host === host) && (binary === '' || row.binary === binary));
    return ok({
      services: rows.map((row) => ({
        binary: row.binary,
        host: row.host,
        id: version >= 53 ? row.uuid : Number(row.id),
        zone: row.zone,
        status: 'enabled',
        state: 'up',
        updated_at: timeOf(state),
        disabled_reason: null,
        ...(version >= 11 ? { forced_down: false } : {}),
      })),
    });
  }),
];
