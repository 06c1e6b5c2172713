import { isObject } from '../../http/exchange.ts';
import { uuid, type Check } from '../values/check.ts';
import { pythonRepr, pythonText } from '../values/python.ts';
import {
  adminState,
  atBirth,
  description,
  history,
  identifier,
  name,
  owner,
  project,
  required,
  shown,
  tags,
} from './common.ts';
import type { Attributes } from './types.ts';

/** Ports that a trunk carries: `[{port_id, segmentation_type?, segmentation_id?}]`. */
export const subports: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for subports: '${pythonText(value)}' is not a list`;
  const ids = new Set<unknown>();
  const numbers = new Set<string>();
  for (const each of value as readonly unknown[]) {
    if (!isObject(each)) return `Invalid data format for subport: '${pythonText(each)}' is not a dict`;
    const { port_id: id, segmentation_type: type, segmentation_id: number } = each;
    if (id === undefined) return 'A valid port UUID must be specified';
    if (uuid(id) !== undefined) return `Invalid UUID for subport: '${pythonText(id)}'`;
    if (ids.has(id)) return `Non unique UUID for subport: '${pythonText(id)}'`;
    ids.add(id);
    if (type === 'inherit') return undefined;
    if ((type === undefined || number === undefined) && Object.keys(each).length > 1) {
      return (
        `Invalid subport details '${pythonRepr(each)}': missing segmentation information. ` +
        'Must specify both segmentation_id and segmentation_type'
      );
    }
    const key = `${pythonText(type)}/${pythonText(number)}`;
    if (numbers.has(key)) {
      return `Segmentation ID '${pythonText(number)}' for '${pythonText(id)}' is not unique`;
    }
    numbers.add(key);
  }
  return undefined;
};

export const trunkAttributes: Attributes = {
  ...history,
  ...tags,
  admin_state_up: adminState,
  id: identifier,
  name,
  tenant_id: owner,
  port_id: required({ check: uuid, filter: true, sort: true }),
  status: shown({ sort: true }),
  sub_ports: atBirth([], { check: subports, enforce: true }),
  description,
  ...project,
};
