import { badRequest, invalidInput } from '../errors.ts';
import type { Check } from './check.ts';
import { isTruthy, pythonText } from './python.ts';

const PREFIXES = ['network:', 'neutron:', 'compute:', 'baremetal:', 'trunk:', 'nova'];

/** Owners of ports that a subnet is kept for. */
export const subnetServiceTypes: Check = (value) => {
  if (!isTruthy(value)) return undefined;
  if (!Array.isArray(value)) throw badRequest('Subnet service types must be a list.');
  for (const each of value as readonly unknown[]) {
    if (typeof each !== 'string') {
      throw invalidInput(
        `Subnet service type ${pythonText(each)} is not a string.`,
        'InvalidInputSubnetServiceType',
      );
    }
    if (!PREFIXES.some((prefix) => each.startsWith(prefix))) {
      throw invalidInput(
        `Subnet service type ${each} does not correspond to a valid device owner.`,
        'InvalidSubnetServiceType',
      );
    }
  }
  return undefined;
};
