import { DroverError } from '../diagnostics/drover-error.ts';
import { ask } from './ask.ts';
import type { FlagValues } from './flags.ts';

/**
 * The flags with the values of what `--ask-vars` names, each asked for once. They are secret: no output, journal or run
 * record has them. Throws `bad-usage` for what cannot be a name, and where nobody can be asked.
 */
export async function withAskedVariables<Flags extends Pick<FlagValues, 'askVars'>>(
  flags: Flags,
): Promise<Flags & Pick<FlagValues, 'askedVars'>> {
  const names = (flags.askVars ?? []).flatMap((list) => list.split(',').map((name) => name.trim()));
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) {
    throw new DroverError('bad-usage', {
      detail: `--ask-vars takes names of variables, and “${wrong}” is none.`,
      help: 'Write them with commas between: --ask-vars hook_token,db_password.',
    });
  }
  const askedVars: Record<string, string> = {};
  for (const name of new Set(names)) askedVars[name] = await ask(`${name}: `, true);
  return { ...flags, askedVars };
}
