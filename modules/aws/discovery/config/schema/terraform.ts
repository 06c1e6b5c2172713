import { text } from './parts.ts';

/** `terraform`: where the files go, and with which versions they work. */
export const terraformSchema = {
  type: 'object',
  description: 'Where the Terraform files go, and with which versions they work.',
  properties: {
    terraform_output: {
      type: 'string',
      format: 'path',
      minLength: 1,
      description: 'The folder that the files are written to, from the root on.',
    },
    terraform_version: text('constraint', 'The versions of Terraform that may be used.'),
    aviatrix_provider: text('constraint', 'The versions of the provider for the controller.'),
    aws_provider: text('constraint', 'The versions of the provider for AWS.'),
    enable_s3_backend: {
      type: 'boolean',
      default: false,
      description: 'Whether the state is kept in S3.',
    },
    module_source: {
      type: 'string',
      default: '../module_aws_brownfield_spoke_vpc',
      description: 'Where the files of a VPC take the module from.',
    },
    module_name: {
      type: 'string',
      default: 'module_aws_brownfield_spoke_vpc',
      description: 'The folder of the module, under terraform_output.',
    },
    regenerate_common_tf: {
      type: 'boolean',
      default: true,
      description: 'Whether a discovery writes the files anew that all VPCs of an account share.',
    },
    tmp_folder_id: {
      type: 'string',
      enum: ['VPC_ID', 'YAML_ID'],
      description: 'What the working folder is named after, so that several cycles can be under way.',
    },
    tf_cloud: {
      type: 'object',
      description: 'Where the state is kept in Terraform Cloud.',
      properties: {
        organization: { type: 'string', minLength: 1, description: 'The organization.' },
        workspace_name: { type: 'string', minLength: 1, description: 'The one workspace.' },
        tags: {
          type: 'array',
          items: { type: 'string', minLength: 1, description: 'A tag.' },
          minItems: 1,
          description: 'The tags of the workspaces.',
        },
      },
      required: ['organization'],
    },
  },
  required: ['terraform_output'],
} as const;

/** `aws`: the bucket that all is backed up to. */
export const awsSchema = {
  type: 'object',
  description: 'Where the files are backed up; without it, nowhere.',
  properties: {
    s3: {
      type: 'object',
      description: 'The bucket.',
      properties: {
        account: text('account', 'The account that owns the bucket.'),
        role_name: text('role', 'The role to assume in that account.'),
        name: text('bucket', 'The name of the bucket.'),
        region: text('region', 'The region of the bucket.'),
        tf_state_key: {
          type: 'string',
          minLength: 1,
          description: 'The object that holds the state of Terraform.',
        },
      },
      required: ['account', 'role_name', 'name', 'region'],
    },
  },
  required: ['s3'],
} as const;
