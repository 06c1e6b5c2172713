import { formatPointer } from '../../../../engine/text/json-pointer.ts';
import type { Discovery } from './discovery.types.ts';
import { nameOf, type Finding, type Path } from './finding.ts';
import { accountRules, regionRules } from './rules/account-rules.ts';
import { fileRules } from './rules/file-rules.ts';
import { policyRules } from './rules/policy-rules.ts';
import { regionNameFindings } from './rules/region-names.ts';
import type { FileScope, Rule } from './rules/rule.ts';
import { vpcRules } from './rules/vpc-rules.ts';
import { watchReads } from './watch-reads.ts';

/**
 * What does not go together in a file whose values were read. `known`: what is wrong with the values. A rule that
 * reads one of these says nothing: what was meant is not known, and would be a second error of one mistake.
 */
export function checkRules(
  config: Discovery,
  options: Pick<FileScope, 'isInventory'>,
  known: readonly Finding[],
): readonly Finding[] {
  const reads = readsOf(known);
  const file = { config: watchReads(config, '', reads.note), ...options, path: [] };
  return [...ruleFindings(file, reads), ...regionNameFindings(config)];
}

/** Whether a value that could not be read was asked for since the last `forget`. */
interface Reads {
  readonly note: (pointer: string) => void;
  forget(): void;
  isSpoilt(): boolean;
  /** Whether this, or what it stands in, could not be read. */
  isWrong(path: Path): boolean;
}

function readsOf(known: readonly Finding[]): Reads {
  const wrong = known.filter(({ isWarning }) => isWarning !== true);
  const wrongPointers = wrong.map(({ path }) => formatPointer(path));
  const spoilt = new Set(
    wrong.flatMap(({ path, meant }) => [
      formatPointer(path),
      ...(meant === undefined ? [] : [formatPointer(meant)]),
      // A list that lacks an item is not the list that was meant.
      ...(typeof path.at(-1) === 'number' ? [formatPointer(path.slice(0, -1))] : []),
    ]),
  );
  let isSpoilt = false;
  return {
    note: (pointer) => {
      isSpoilt ||= spoilt.has(pointer);
    },
    forget: () => {
      isSpoilt = false;
    },
    isSpoilt: () => isSpoilt,
    isWrong: (path) => wrongPointers.some((pointer) => `${formatPointer(path)}/`.startsWith(`${pointer}/`)),
  };
}

function ruleFindings(file: FileScope, reads: Reads): readonly Finding[] {
  const findings = apply(fileRules, file, reads);
  file.config.config.snat_policies?.forEach((policy, index) => {
    findings.push(
      ...apply(policyRules, { ...file, policy, path: ['config', 'snat_policies', index] }, reads),
    );
  });
  file.config.account_info.forEach((account, index) => {
    const ofAccount = { ...file, account, path: ['account_info', index] };
    findings.push(...apply(accountRules, ofAccount, reads));
    account.regions.forEach((region, at) => {
      const ofRegion = { ...ofAccount, region, path: [...ofAccount.path, 'regions', at] };
      findings.push(...apply(regionRules, ofRegion, reads));
      region.vpcs.forEach((vpc, place) => {
        findings.push(
          ...apply(vpcRules, { ...ofRegion, vpc, path: [...ofRegion.path, 'vpcs', place] }, reads),
        );
      });
    });
  });
  return findings;
}

function apply<S extends FileScope>(rules: readonly Rule<S>[], scope: S, reads: Reads): Finding[] {
  // Something else was written in its place: nothing of it is known.
  if (reads.isWrong(scope.path)) return [];
  return rules.flatMap((rule) => {
    reads.forget();
    return rule.when(scope) && !reads.isSpoilt() ? [findingOf(rule, scope)] : [];
  });
}

function findingOf<S extends FileScope>({ at, says, help, isWarning }: Rule<S>, scope: S): Finding {
  const path: Path = [...scope.path, ...(typeof at === 'function' ? at(scope) : at)];
  return {
    code: 'discovery-rule',
    path,
    detail: `${nameOf(path)} ${typeof says === 'function' ? says(scope) : says}.`,
    help,
    ...(isWarning === true ? { isWarning } : {}),
  };
}
