import type { TaskContext } from '../../../engine/module.ts';
import type { Aws } from '../api/aws.types.ts';
import { createPostForm } from '../api/post-form.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import {
  controllerLogin,
  controllerTrust,
  controllerUrl,
  type ControllerContext,
} from './controller-settings.ts';
import type { Controller } from './controller.types.ts';
import { createController } from './create-controller.ts';
import { createSession, defaultPatience } from './session.ts';

/** The controller of a discovery.yaml: one session for the whole run. It is logged in with the first call. */
export function openController(
  context: ControllerContext & Pick<TaskContext, 'pool'>,
  config: Discovery,
  aws: Aws,
): Promise<Controller> {
  const url = controllerUrl(context, config);
  return context.pool.get(`controller:${url}`, async () => {
    const login = await controllerLogin(context, config, aws);
    const post = createPostForm(await controllerTrust(context));
    return createController(createSession({ url, login, post, patience: defaultPatience }), defaultPatience);
  });
}
