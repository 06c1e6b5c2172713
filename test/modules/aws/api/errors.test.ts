import assert from 'node:assert/strict';
import {
  answerLost,
  awsCodeOf,
  awsError,
  roleArn,
  type CallContext,
} from '../../../../modules/aws/api/errors.ts';
import {
  faultOf,
  isExpired,
  isServerFault,
  isThrottled,
  isUnsent,
} from '../../../../modules/aws/api/fault.ts';

const context: CallContext = {
  service: 'ec2',
  action: 'ReplaceRoute',
  place: { account: '123456789012', role: 'app', region: 'cn-north-1' },
  endpoint: 'https://ec2.example',
};

/** What the SDK throws for an answer. */
const answer = (name: string, status: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'req-1' } });

const connection = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe('errors of AWS', () => {
  for (const [name, status, code] of [
    ['UnauthorizedOperation', 403, 'aws-denied'],
    ['AccessDenied', 403, 'aws-denied'],
    ['AccessDeniedException', 400, 'aws-denied'],
    ['DependencyViolation', 400, 'aws-conflict'],
    ['IncorrectState', 400, 'aws-conflict'],
    ['Resource.AlreadyAssociated', 400, 'aws-conflict'],
    ['RouteAlreadyExists', 400, 'aws-conflict'],
    ['InvalidCidrBlock.InUse', 400, 'aws-conflict'],
    ['PreconditionFailed', 412, 'aws-conflict'],
    ['InvalidVpcID.NotFound', 400, 'aws-not-found'],
    ['NatGatewayNotFound', 400, 'aws-not-found'],
    ['NoSuchEntity', 404, 'aws-not-found'],
    ['NoSuchKey', 404, 'aws-not-found'],
    ['TransitGatewayRouteTablePropagation.NotFound', 400, 'aws-not-found'],
    ['AddressLimitExceeded', 400, 'aws-limit'],
    ['LimitExceeded', 409, 'aws-limit'],
    ['RequestLimitExceeded', 503, 'aws-throttled'],
    ['ThrottlingException', 400, 'aws-throttled'],
    ['SlowDown', 503, 'aws-throttled'],
    ['InternalError', 500, 'aws-failed'],
    ['InvalidAction', 400, 'aws-unsupported'],
    ['NotImplemented', 501, 'aws-unsupported'],
    ['InvalidClientTokenId', 403, 'aws-credentials'],
    ['ExpiredToken', 403, 'aws-credentials'],
    ['AuthFailure', 401, 'aws-credentials'],
    ['InvalidParameterValue', 400, 'aws-refused'],
  ] as const)
    it(`${name} is ${code}`, () => {
      const error = awsError(faultOf(answer(name, status, 'Why not')), context);
      assert.equal(error.code, code);
      assert.equal(awsCodeOf(error), name);
      assert.match(error.message, /^ec2 ReplaceRoute in cn-north-1 of account 123456789012 as role app: /);
      assert.match(error.message, /Request id req-1\.$/);
      assert.deepEqual(error.call, {
        service: 'ec2',
        method: 'ReplaceRoute',
        url: 'https://ec2.example',
        status,
        requestId: 'req-1',
      });
    });

  for (const [thrown, code] of [
    [connection('ECONNREFUSED'), 'aws-unreachable'],
    [connection('CERT_HAS_EXPIRED'), 'aws-certificate'],
    [connection('SELF_SIGNED_CERT_IN_CHAIN'), 'aws-certificate'],
    [connection('ERR_TLS_CERT_ALTNAME_INVALID'), 'aws-certificate'],
    [Object.assign(new Error('took too long'), { name: 'TimeoutError' }), 'aws-unreachable'],
    [Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' }), 'aws-credentials'],
  ] as const)
    it(`${thrown.message} is ${code}`, () => {
      assert.equal(awsError(faultOf(thrown), context).code, code);
    });

  it('say that an answer is of another server, and not what the SDK would have its users do', () => {
    const said = 'XML parse error. Deserialization error: to see the raw response, inspect {error}.$response';
    const error = awsError(faultOf(answer('Error', 502, said)), context);
    assert.equal(error.code, 'aws-failed');
    assert.match(error.message, /HTTP 502: the answer is not in the form of AWS, but of another server/);
    assert.doesNotMatch(error.message, /inspect/);
  });

  it('name the statement that is missing, under IAM’s own name of the permission', () => {
    const s3 = { ...context, service: 's3', action: 'ListObjectsV2' } as const;
    const error = awsError(faultOf(answer('AccessDenied', 403)), s3);
    assert.match(
      error.diagnostic.help ?? '',
      /\{"Effect":"Allow","Action":"s3:ListBucket","Resource":"\*"\}/,
    );
    const sts = { ...context, service: 'sts', action: 'AssumeRole' } as const;
    const role = awsError(faultOf(answer('AccessDenied', 403)), sts);
    assert.match(role.diagnostic.help ?? '', /"Resource":"arn:aws-cn:iam::123456789012:role\/app"/);
  });

  it('hold no keys and no encoded messages', () => {
    const said =
      'You are not authorized. Encoded authorization failure message: dGhpcyBpcyBsb25n\nmore ASIAIOSFODNN7EXAMPLE';
    const denied = awsError(faultOf(answer('UnauthorizedOperation', 403, said)), context);
    assert.doesNotMatch(denied.message, /dGhpcyBpcyBsb25n|ASIA/);
    assert.match(denied.message, /sts:DecodeAuthorizationMessage/);
    const token = awsError(
      faultOf(
        answer(
          'InvalidToken',
          400,
          'The token "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1" of ASIAIOSFODNN7EXAMPLE',
        ),
      ),
      context,
    );
    assert.doesNotMatch(JSON.stringify([token.message, token.diagnostic]), /AQoEXAMPLE|ASIAIOSF/);
  });

  it('that come without an answer tell whether something may have been done', () => {
    assert.equal(isUnsent(faultOf(connection('ECONNREFUSED'))), true);
    assert.equal(isUnsent(faultOf(connection('ECONNRESET'))), false);
    assert.equal(awsCodeOf(answerLost(faultOf(connection('ECONNRESET')), context)), 'ECONNRESET');
    assert.equal(awsCodeOf(new Error('other')), undefined);
  });

  it('of HEAD have no body, and so a code of drover', () => {
    const bare = (status: number) => faultOf(answer('UnknownError', status)).code;
    assert.deepEqual([403, 404, 412, 400].map(bare), [
      'AccessDenied',
      'NotFound',
      'PreconditionFailed',
      'HTTP 400',
    ]);
    assert.equal(faultOf(answer('ns#ResourceNotFoundException', 400)).code, 'ResourceNotFoundException');
  });

  it('are told apart for what comes next', () => {
    assert.equal(isThrottled(faultOf(answer('LimitExceeded', 409))), false);
    assert.equal(isThrottled(faultOf(answer('Whatever', 429))), true);
    // S3 got no end of the request.
    assert.equal(isServerFault(faultOf(answer('RequestTimeout', 400))), true);
    assert.equal(isServerFault(faultOf(answer('InvalidParameterValue', 400))), false);
    assert.equal(isExpired(faultOf(answer('RequestExpired', 400))), true);
  });

  it('name roles by name, by path and by ARN', () => {
    const place = { account: '123456789012', region: 'us-gov-west-1' };
    assert.equal(roleArn({ ...place, role: 'app' }), 'arn:aws-us-gov:iam::123456789012:role/app');
    assert.equal(roleArn({ ...place, role: '/team/app' }), 'arn:aws-us-gov:iam::123456789012:role/team/app');
    assert.equal(roleArn({ ...place, role: 'arn:aws:iam::1:role/x' }), 'arn:aws:iam::1:role/x');
  });
});
