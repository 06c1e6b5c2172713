/** Which calls may be sent a second time when the answer to the first was lost. */

const READ = /^(Describe|Get|List|Search|Head|Simulate|Lookup|Test)/;
/** Writes that say how things are to be, and so do no harm when they come twice. */
const SETTING = /^(CreateTags|DeleteTags|AssumeRole|Put|Modify|Tag|Untag|DeleteObject)/;
const TOKEN = /(?:^|&|")(?:ClientToken|ClientRequestToken|IdempotencyToken)(?:=|"\s*:)/;

/** `body`: the request as it was written. A token in it lets AWS see that it is the same one. */
export function isRepeatable(
  action: string,
  input: Readonly<Record<string, unknown>>,
  body: string,
): boolean {
  // The second of two conditional writes is refused since the first was done.
  const isConditional = input['IfNoneMatch'] !== undefined || input['IfMatch'] !== undefined;
  return READ.test(action) || (SETTING.test(action) && !isConditional) || TOKEN.test(body);
}
