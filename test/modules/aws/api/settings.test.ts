import assert from 'node:assert/strict';
import { isRepeatable } from '../../../../modules/aws/api/repeatable.ts';
import { partitionOf } from '../../../../modules/aws/api/partitions.ts';
import { endpointFor, settingsFrom } from '../../../../modules/aws/api/settings.ts';

const settings = (
  variables: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
) => settingsFrom({ environment, variable: (name) => variables[name] });

describe('settings of AWS', () => {
  it('have defaults', () => {
    const { rateLimit, externalIds, endpointUrl } = settings({});
    assert.deepEqual(
      { rateLimit, externalIds, endpointUrl },
      { rateLimit: 20, externalIds: {}, endpointUrl: undefined },
    );
  });

  it('take numbers and dictionaries as -e gives them', () => {
    assert.equal(settings({ aws_rate_limit: '7.5' }).rateLimit, 7.5);
    const externalIds = { '123456789012': 'id' };
    assert.deepEqual(settings({ aws_external_ids: externalIds }).externalIds, externalIds);
    assert.equal(settings({ aws_ca_bundle: '/ca.pem' }, { AWS_CA_BUNDLE: '/other' }).caBundle, '/ca.pem');
    assert.equal(settings({}, { AWS_CA_BUNDLE: '/other' }).caBundle, '/other');
  });

  for (const [name, value] of [
    ['aws_rate_limit', 0],
    ['aws_rate_limit', 'many'],
    ['aws_rate_limit', true],
    ['aws_endpoint_url', 'localhost:5000'],
    ['aws_endpoint_url', 7],
    ['aws_external_ids', ['a']],
    ['aws_external_ids', { '1234': 'a' }],
  ] as const)
    it(`refuse ${name}: ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => settings({ [name]: value }),
        (error: unknown) => error instanceof Error && error.message.includes(name),
      );
    });

  it('find the endpoint of a service', () => {
    const environment = {
      AWS_ENDPOINT_URL: 'http://all:1',
      AWS_ENDPOINT_URL_S3: 'http://s3:2',
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://lb:3',
    };
    const given = settings({}, environment);
    assert.equal(endpointFor('ec2', given), 'http://all:1');
    assert.equal(endpointFor('s3', given), 'http://s3:2');
    assert.equal(endpointFor('elastic-load-balancing-v2', given), 'http://lb:3');
    assert.equal(
      endpointFor('s3', settings({ aws_endpoint_url: 'http://var:4' }, environment)),
      'http://var:4',
    );
    const ignored = settings({}, { ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' });
    assert.equal(endpointFor('s3', ignored), undefined);
    assert.throws(
      () => endpointFor('ec2', settings({}, { AWS_ENDPOINT_URL_EC2: 'nowhere' })),
      /AWS_ENDPOINT_URL_EC2/,
    );
  });

  it('know the partition of a region', () => {
    const regions = [
      'us-east-1',
      'cn-northwest-1',
      'us-gov-east-1',
      'us-iso-east-1',
      'us-isob-east-1',
      'eusc-de-east-1',
      'me-south-1',
    ];
    assert.deepEqual(regions.map(partitionOf), [
      'aws',
      'aws-cn',
      'aws-us-gov',
      'aws-iso',
      'aws-iso-b',
      'aws-eusc',
      'aws',
    ]);
  });
});

describe('a call whose answer was lost', () => {
  for (const [action, input, body, expected] of [
    ['DescribeVpcs', {}, '', true],
    ['SearchTransitGatewayRoutes', {}, '', true],
    ['CreateNatGateway', {}, 'Action=CreateNatGateway&ClientToken=1', true],
    ['CreateNatGateway', {}, 'Action=CreateNatGateway', false],
    ['CreateRoute', {}, '', false],
    ['ReplaceRouteTableAssociation', {}, '', false],
    ['DeleteTransitGatewayRoute', {}, '', false],
    ['CreateTags', {}, '', true],
    ['ModifyVpcEndpoint', {}, '', true],
    ['PutObject', {}, '', true],
    ['PutObject', { IfNoneMatch: '*' }, '', false],
    ['PutObject', { IfMatch: 'x' }, '', false],
  ] as const)
    it(`${expected ? 'is' : 'is not'} sent again: ${action} ${JSON.stringify(input)} ${body}`, () => {
      assert.equal(isRepeatable(action, input, body), expected);
    });
});
