import type { PlayOutcome, PlayRequest } from '../../../engine/module.ts';
import type { HookCall } from '../hook.types.ts';
import type { Stage } from '../stage.ts';

/** Carries a hook out: with drover's own engine, or by a program. Failures are an outcome; what it throws is one, too. */
export type Runner = (call: HookCall, request: PlayRequest, stage: Stage) => Promise<PlayOutcome>;

/** What can be seen to be wrong before anything is touched, in sentences: the program is not there, the playbook not right. */
export type Checker = (call: HookCall, request: PlayRequest, stage: Stage) => Promise<readonly string[]>;
