import { DroverError } from '../../diagnostics/drover-error.ts';
import { str } from '../../language/expression/python-text.ts';
import type { Value } from '../../language/expression/value.ts';
import type { VarsPrompt } from '../../language/playbook/ast.ts';
import type { PlannedPlay } from '../../plan/planned.ts';
import type { RunState } from '../run-state.ts';

/** Asks for the variables of `vars_prompt`; those of `-e` are not asked for. Private ones are kept out of events. */
export async function askForVariables(
  planned: PlannedPlay,
  run: RunState,
): Promise<ReadonlyMap<string, Value>> {
  const answers = new Map<string, Value>();
  for (const prompt of planned.play.varsPrompt) {
    if (run.extraVars.has(prompt.name)) continue;
    answers.set(prompt.name, await answerTo(prompt, run));
  }
  return answers;
}

async function answerTo(prompt: VarsPrompt, run: RunState): Promise<string> {
  const { defaultValue } = prompt;
  const otherwise = defaultValue === undefined || defaultValue === null ? undefined : str(defaultValue);
  const ask = run.request.prompt;
  if (ask === undefined) {
    if (otherwise !== undefined) return otherwise;
    throw new DroverError('bad-usage', {
      detail: `The play asks for ${prompt.name}, and there is nobody to ask.`,
      help: `Give it with -e ${prompt.name}=..., or a default in vars_prompt.`,
      span: prompt.span,
    });
  }
  const text = `${prompt.prompt}${otherwise === undefined ? '' : ` [${otherwise}]`}: `;
  const answer = await asked(ask, text, prompt);
  return answer === '' ? (otherwise ?? '') : answer;
}

async function asked(
  ask: (text: string, hidden: boolean) => Promise<string>,
  text: string,
  prompt: VarsPrompt,
): Promise<string> {
  for (;;) {
    const answer = await ask(text, prompt.private);
    if (!prompt.confirm || (await ask(`confirm ${text}`, prompt.private)) === answer) return answer;
  }
}
