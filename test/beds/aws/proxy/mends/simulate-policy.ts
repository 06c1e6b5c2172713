import { queryAnswer } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { needed } from '../parameters.ts';
import { listOf } from '../wire.ts';
import { elementAt, itemsAt, textAt, writeXml } from '../xml.ts';

interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

export const simulatePolicy: Mend = {
  gap: 'SimulatePrincipalPolicy is missing in moto',
  actions: ['iam:SimulatePrincipalPolicy'],
  async answer(call) {
    const { params } = call.request;
    const role = needed(call, 'PolicySourceArn').split('/').at(-1) ?? '';
    const statements = await statementsOf(call, role);
    const resources = listOf(params, 'ResourceArns');
    const results = listOf(params, 'ActionNames').flatMap((action) =>
      (resources.length === 0 ? ['*'] : resources).map((resource) => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decide(statements, action, resource),
      })),
    );
    const members = results.map((result) => `<member>${writeXml(result)}</member>`).join('');
    const content = `<IsTruncated>false</IsTruncated><EvaluationResults>${members}</EvaluationResults>`;
    return queryAnswer('SimulatePrincipalPolicy', content);
  },
};

async function statementsOf(call: Call, role: string): Promise<readonly Statement[]> {
  const attached = await call.moto.ask(call.request, 'ListAttachedRolePolicies', { RoleName: role });
  const documents = itemsAt(attached, 'ListAttachedRolePoliciesResult', 'AttachedPolicies').map(
    async (policy) => {
      const PolicyArn = textAt(policy, 'PolicyArn');
      const found = await call.moto.ask(call.request, 'GetPolicy', { PolicyArn });
      const VersionId = textAt(found, 'GetPolicyResult', 'Policy', 'DefaultVersionId');
      const version = await call.moto.ask(call.request, 'GetPolicyVersion', { PolicyArn, VersionId });
      return textAt(version, 'GetPolicyVersionResult', 'PolicyVersion', 'Document');
    },
  );
  const inline = await call.moto.ask(call.request, 'ListRolePolicies', { RoleName: role });
  const names = elementAt(inline, 'ListRolePoliciesResult', 'PolicyNames');
  const members = typeof names === 'object' ? (names['member'] ?? []) : [];
  const own = members.map(async (PolicyName) => {
    const found = await call.moto.ask(call.request, 'GetRolePolicy', {
      RoleName: role,
      PolicyName: typeof PolicyName === 'string' ? PolicyName : '',
    });
    return textAt(found, 'GetRolePolicyResult', 'PolicyDocument');
  });
  return (await Promise.all([...documents, ...own])).flatMap((text) => {
    const document = JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text) as {
      Statement: Statement | readonly Statement[];
    };
    return [document.Statement].flat();
  });
}

function decide(statements: readonly Statement[], action: string, resource: string): string {
  const fitting = statements.filter(
    ({ Action = [], Resource = '*' }) =>
      [Action].flat().some((pattern) => isLike(pattern, action)) &&
      [Resource].flat().some((pattern) => isLike(pattern, resource)),
  );
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return fitting.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'implicitDeny';
}

function isLike(pattern: string, value: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(value);
}
