import type { Body } from '../api/session.types.ts';
import { isBody } from '../kind/wire.ts';
import { isOfOneCloud } from './properties.ts';

/** Keys of Glance's own that look like the others. */
const OF_GLANCE = /^os_(?:hidden|hash_|glance_)/;

const OF_HARDWARE =
  /^(?:(?:hw|os|img|vmware)_|trait:)|^(?:architecture|hypervisor_type|vm_mode|auto_disk_config)$/;

/**
 * What an image says of the hardware that servers of it need: firmware, machine type, buses, secure boot. Volumes made
 * of it carry the same. Takes an image as Glance shows it, or in the form that drover knows it in. Source: Glance's
 * metadata definitions.
 */
export function hardwareProperties(image: Body): Body {
  const { properties } = image;
  return Object.fromEntries(
    Object.entries({ ...image, ...(isBody(properties) ? properties : {}) }).filter(
      ([key, value]) =>
        OF_HARDWARE.test(key) && !OF_GLANCE.test(key) && !isOfOneCloud(key) && typeof value === 'string',
    ),
  );
}
