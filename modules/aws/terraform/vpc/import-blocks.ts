import { apart, block, code, set } from '../hcl/build.ts';
import type { Body } from '../hcl/hcl.types.ts';
import type { Import } from './imported-resources.ts';

/** `import` blocks: the next apply takes over what is there. */
export function importBlocks(imports: readonly Import[]): Body {
  return apart(
    ...imports.map(({ address, id }) => block('import', [], set('to', code(address)), set('id', id))),
  );
}

/** The same for a shell, for versions without such blocks. */
export function importScript(imports: readonly Import[]): string {
  return imports.map(({ address, id }) => `terraform import ${address} ${id}\n`).join('');
}

/** Makes Terraform forget what was imported; nothing of it is destroyed. */
export function undoScript(addresses: readonly string[]): string {
  return addresses.map((address) => `terraform state rm ${address}\n`).join('');
}
