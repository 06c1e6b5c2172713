/**
 * Compares names of devices: `/dev/vdb` comes before `/dev/vdaa`. Those that are not known (empty) come last, in the order
 * in which they were.
 */
export function compareDevices(one: string, other: string): number {
  if (one === '' || other === '') return Number(one === '') - Number(other === '');
  return one.length - other.length || (one < other ? -1 : Number(one > other));
}
