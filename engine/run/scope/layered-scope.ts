import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Located, Span } from '../../diagnostics/span.ts';
import type { Scope, TemplateEnvironment } from '../../language/expression/environment.ts';
import { evaluateValue, hasTemplate } from '../../language/expression/template.ts';
import { orUndefined } from '../../language/expression/undefined-variable.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import { mappingObject } from './mapping-object.ts';
import type { Layer, LazyValue } from '../../plan/layer.ts';

/**
 * Variables in layers, the first wins. Each templated one is evaluated when it is used, in this very scope, and
 * remembered; one that leads back to itself throws `template-cycle`.
 */
export class LayeredScope implements Scope {
  readonly layers: readonly Layer[];
  /** Set once, right after construction: environment and scope refer to each other. */
  environment!: TemplateEnvironment;
  private readonly evaluated = new Map<string, Value>();
  private readonly underWay: string[] = [];

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  get(name: string): Value | undefined {
    for (const layer of this.layers) {
      switch (layer.kind) {
        case 'values': {
          const value = layer.map.get(name);
          if (value !== undefined) return value;
          break;
        }
        case 'raw': {
          const value = layer.map.get(name);
          if (value !== undefined) return this.settle(name, value, undefined);
          break;
        }
        case 'located': {
          const entry = layer.map.get(name);
          if (entry !== undefined) return this.settle(name, entry.value, entry.span);
          break;
        }
        case 'lazy': {
          const value = layer.map.get(name)?.();
          if (value !== undefined) return value;
          break;
        }
      }
    }
    return name === 'vars' ? this.asValue() : undefined;
  }

  /** A variable as it was written; what is no template, or is made when it is asked for, as its value. */
  written(name: string): Raw | undefined {
    for (const { kind, map } of this.layers) {
      const entry = map.get(name);
      if (entry === undefined) continue;
      if (kind === 'located') return (entry as Located<Raw>).value;
      if (kind !== 'lazy') return entry as Raw;
      const value = (entry as LazyValue)();
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The variable `vars`: all of them. */
  private asValue(): Value {
    return mappingObject(
      'dict',
      (name) => (name === 'vars' ? undefined : orUndefined(name, (each) => this.get(each))),
      () => [...this.names()],
    );
  }

  *names(): Iterable<string> {
    const seen = new Set<string>();
    for (const layer of this.layers) {
      for (const name of layer.map.keys()) {
        if (seen.has(name)) continue;
        if (layer.kind === 'lazy' && layer.map.get(name)?.() === undefined) continue;
        seen.add(name);
        yield name;
      }
    }
  }

  private settle(name: string, value: Raw, span: Span | undefined): Value {
    if (!hasTemplate(value)) return value;
    const known = this.evaluated.get(name);
    if (known !== undefined) return known;
    if (this.underWay.includes(name)) throw cycleError([...this.underWay, name], span);
    this.underWay.push(name);
    try {
      const result = evaluateValue(value, this.environment);
      this.evaluated.set(name, result);
      return result;
    } finally {
      this.underWay.pop();
    }
  }
}

function cycleError(path: readonly string[], span: Span | undefined): DroverError {
  const loop = path.slice(path.indexOf(path.at(-1) ?? ''));
  return new DroverError('template-cycle', {
    detail: `recursive loop detected in template string: ${loop.join(' → ')}`,
    help: 'Give one of these variables another name: a variable cannot be made from itself.',
    span,
  });
}
