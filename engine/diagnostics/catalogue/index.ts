import { aws } from './aws.ts';
import { commandLine } from './command-line.ts';
import { discovery } from './discovery.ts';
import { disks } from './disks.ts';
import { expression } from './expression.ts';
import { files } from './files.ts';
import { language } from './language.ts';
import { modules } from './modules.ts';
import { openstack } from './openstack.ts';
import { run } from './run.ts';
import { sources } from './sources.ts';
import { vpcBuild } from './vpc-build.ts';
import { vpcSwitch } from './vpc-switch.ts';

/** Every code that drover can report, with its constant summary. A code is never used again for something else. */
export const catalogue = {
  ...language,
  ...expression,
  ...run,
  ...modules,
  ...openstack,
  ...aws,
  ...discovery,
  ...disks,
  ...files,
  ...sources,
  ...vpcBuild,
  ...vpcSwitch,
  ...commandLine,
} as const;

export type DiagnosticCode = keyof typeof catalogue;
