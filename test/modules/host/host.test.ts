import { copy } from '../../../modules/host/copy.ts';
import { file } from '../../../modules/host/file.ts';
import { find } from '../../../modules/host/find.ts';
import { hostsEntry } from '../../../modules/host/hosts-entry.ts';
import { lineinfile } from '../../../modules/host/lineinfile.ts';
import { replace } from '../../../modules/host/replace.ts';
import { slurp } from '../../../modules/host/slurp.ts';
import { stat } from '../../../modules/host/stat.ts';
import { describeCases } from '../case.ts';
import { describePlays } from '../play/describe-plays.ts';

describe('modules/host', () => {
  describeCases(import.meta.dirname, {
    copy,
    file,
    find,
    hosts_entry: hostsEntry,
    lineinfile,
    replace,
    slurp,
    stat,
  });
  describePlays(import.meta.dirname);
});
