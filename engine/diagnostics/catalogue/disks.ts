/** Disks that are copied from machine to machine. */
export const disks = {
  'disk-missing': 'A disk is not there',
  'disk-ambiguous': 'More than one disk can be meant',
  'disk-in-use': 'A disk is in use',
  'disk-too-small': 'A disk is too small',
  'disk-full': 'A disk has no room',
  'disk-unusable': 'A disk cannot be read or written',
  'disk-differs': 'The copy of a disk is not what its source is',
  'disk-link-refused': 'A machine does not let another one read its disks',
  'disk-copy-cut-off': 'The copy of a disk was cut off',
  'disk-tools': 'A machine lacks programs that copy disks',
} as const;
