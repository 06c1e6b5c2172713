import { DroverError } from '../../diagnostics/drover-error.ts';
import { fromJson, fromYaml, toJson } from '../../language/expression/convert.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { evaluateExpression, isTrue, renderFile } from '../../language/expression/template.ts';
import type { Value } from '../../language/expression/value.ts';
import { values } from '../../plan/layer.ts';
import { candidates, findFile, type FileFolder } from '../../plan/find-file.ts';
import type { TaskContext } from '../../module.ts';
import { environmentOver, type TaskFrame } from './frame.ts';
import { LayeredScope } from '../scope/layered-scope.ts';

type ExpressionPart = Pick<
  TaskContext,
  'variable' | 'evaluate' | 'holds' | 'render' | 'parseYaml' | 'openVault' | 'findFile' | 'toJson'
>;

/** What modules ask of the expressions and files of their task. */
export function expressionFunctions(frame: TaskFrame, environment: TemplateEnvironment): ExpressionPart {
  const { run } = frame.play;
  return {
    variable: (name) => {
      const value = environment.scope.get(name);
      return value === undefined ? undefined : toJson(value);
    },
    evaluate: (expression) => evaluateExpression(expression, environment),
    // What a module hands back came to it as an engine value.
    holds: (condition) => isTrue(condition as Value, environment),
    render: (source, options = {}) => {
      const { variables, ...rest } = options;
      return renderFile(
        source,
        variables === undefined ? environment : over(frame, environment, variables),
        rest,
      );
    },
    parseYaml: (text, path) => fromYaml(text, path),
    openVault: (content, path) => run.settings.openVault?.(content, path) ?? content,
    findFile: (folder, name) => findOrThrow(folder, name, frame),
    toJson: (value) => toJson(value as Value),
  };
}

function over(
  frame: TaskFrame,
  environment: TemplateEnvironment,
  variables: Readonly<Record<string, unknown>>,
): TemplateEnvironment {
  const layer = values(new Map(Object.entries(variables).map(([name, value]) => [name, fromJson(value)])));
  const { scope } = environment;
  const below = scope instanceof LayeredScope ? scope.layers : frame.layers;
  return environmentOver(frame.play, [layer, ...below], frame.task);
}

function findOrThrow(folder: FileFolder, name: string, frame: TaskFrame): string {
  const { context } = frame.task;
  const found = findFile(name, folder, context, frame.play.run.world.files, 'any');
  if (found !== undefined) return found;
  throw new DroverError('file-not-found', {
    detail: `Could not find or access '${name}'. Searched in:\n\t${candidates(name, folder, context).join('\n\t')} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
    help: 'Check the name. A relative one is looked for in the role, beside the task file, and beside the playbook.',
  });
}
