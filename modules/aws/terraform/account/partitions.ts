interface Cloud {
  /** The number by which the controller knows it. */
  readonly cloudType: number;
  /** What the arguments of an account of it begin with. */
  readonly prefix: 'aws' | 'awsgov' | 'awschina';
}

const clouds: Readonly<Record<string, Cloud>> = {
  aws: { cloudType: 1, prefix: 'aws' },
  'aws-us-gov': { cloudType: 256, prefix: 'awsgov' },
  'aws-cn': { cloudType: 1024, prefix: 'awschina' },
};

/** How the controller names what belongs to a partition; undefined where it takes no account by its roles. */
export function cloudOf(partition: string): Cloud | undefined {
  return clouds[partition];
}
