/** A file below `terraform_output`. */
export interface TerraformFile {
  readonly text: string;
  /** One that is there is left as it is: `regenerate_common_tf: false`. */
  readonly isOnlyFirst?: true;
}
