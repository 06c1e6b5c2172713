import { endpointUrl } from '../catalogue.ts';
import { textOf, type Entity } from '../entity.ts';
import { notFound } from '../refusals.ts';
import type { Endpoint, Region, Service } from '../rows.ts';

/** Regions. */
export const regions: Entity<Region> = {
  member: 'region',
  collection: 'regions',
  table: (state) => state.regions,
  view: (row) => ({ ...row }),
  filters: { parent_region_id: (row) => row.parent_region_id ?? undefined },
  create: (values, { state }) => ({
    id: typeof values['id'] === 'string' ? values['id'] : state.ids.hex(),
    description: typeof values['description'] === 'string' ? values['description'] : '',
    parent_region_id: typeof values['parent_region_id'] === 'string' ? values['parent_region_id'] : null,
  }),
  update: (row, values) => ({
    ...row,
    ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
  }),
  remove: () => undefined,
};

/** Services of the catalogue. */
export const services: Entity<Service> = {
  member: 'service',
  collection: 'services',
  table: (state) => state.services,
  view: (row) => ({ ...row }),
  filters: { name: (row) => row.name, type: (row) => row.type },
  create: (values, { state }) => ({
    id: state.ids.hex(),
    name: typeof values['name'] === 'string' ? values['name'] : '',
    type: textOf(values, 'type'),
    enabled: values['enabled'] !== false,
    ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
  }),
  update: (row, values) => ({
    ...row,
    ...(typeof values['name'] === 'string' ? { name: values['name'] } : {}),
    ...(typeof values['enabled'] === 'boolean' ? { enabled: values['enabled'] } : {}),
  }),
  remove(row, { state }) {
    for (const each of state.endpoints.all()) if (each.service_id === row.id) state.endpoints.remove(each.id);
  },
};

/** Endpoints of the catalogue. */
export const endpoints: Entity<Endpoint> = {
  member: 'endpoint',
  collection: 'endpoints',
  table: (state) => state.endpoints,
  view: (row, { request }) => ({ ...row, url: endpointUrl(row, request.origin), region: row.region_id }),
  filters: {
    interface: (row) => row.interface,
    service_id: (row) => row.service_id,
    region_id: (row) => row.region_id,
  },
  create(values, { state }) {
    const serviceId = textOf(values, 'service_id');
    if (!state.services.get(serviceId)) throw notFound('service', serviceId);
    return {
      id: state.ids.hex(),
      interface: textOf(values, 'interface'),
      region_id: textOf({ region_id: values['region'], ...values }, 'region_id'),
      service_id: serviceId,
      url: textOf(values, 'url', 1000),
      enabled: values['enabled'] !== false,
    };
  },
  update: (row, values) => ({
    ...row,
    ...(typeof values['url'] === 'string' ? { url: values['url'] } : {}),
    ...(typeof values['enabled'] === 'boolean' ? { enabled: values['enabled'] } : {}),
  }),
  remove: () => undefined,
};
