import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Attributes } from '../attributes/types.ts';
import type { Values } from '../attributes/prepare.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { pythonRepr } from '../values/python.ts';
import { UNSET } from '../values/unset.ts';
import { adminOrOwner, USUAL_RULES, type Rule } from './rules.ts';

/** The rule of a name such as `create_network:shared`. */
function ruleOf(context: Context, name: string): Rule {
  return context.state.policy[name] ?? USUAL_RULES[name] ?? adminOrOwner;
}

/** Whether there is a rule of that name; an attribute without one is shown to everybody. */
function hasRule(context: Context, name: string): boolean {
  return name in context.state.policy || name in USUAL_RULES;
}

/** Whether the caller may do `action`, such as `get_network`, to the target. */
export function isAllowed(context: Context, action: string, target: JsonObject): boolean {
  return ruleOf(context, action)(context, target);
}

/** Refuses with 403 if the caller may not do the action to the target. */
export function enforceAction(context: Context, action: string, target: JsonObject): void {
  if (!isAllowed(context, action, target)) throw notAuthorized(`rule:${action}`);
}

/** Whether an attribute is shown to the caller. */
export function isShown(context: Context, member: string, attribute: string, target: JsonObject): boolean {
  const name = `get_${member}:${attribute}`;
  return !hasRule(context, name) || isAllowed(context, name, target);
}

/** The rules of one write: the names, nested as Neutron says them. */
type Tree = string | readonly Tree[];

/** Whether the policy allows a create or an update: the action itself, and each attribute that matters. */
export function checkWrite(
  context: Context,
  action: string,
  target: JsonObject,
  given: Values,
  attributes: Attributes,
): { readonly isAllowed: boolean; readonly words: string } {
  const isUpdate = action.startsWith('update_');
  let tree: Tree = action;
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.enforce !== true || !isExplicit(given, name, attribute.fallback, isUpdate)) continue;
    const value = given[name];
    let part: Tree = `${action}:${name}`;
    if (attribute.members && isObject(value)) {
      part = [part, attribute.members.filter((key) => key in value).map((key) => `${action}:${name}:${key}`)];
    }
    const keys = Array.isArray(value)
      ? (value as unknown[]).flatMap((each) => (isObject(each) ? Object.keys(each) : []))
      : [];
    if (keys.length > 0) part = [part, keys.map((key) => `${action}:${name}:${key}`)];
    tree = [tree, part];
  }
  return {
    isAllowed: namesIn(tree).every((name) => isAllowed(context, name, target)),
    words: wordsOf(tree),
  };
}

/** Whether a value was asked for: an update says so by naming it, a create by differing from the fallback. */
function isExplicit(given: Values, name: string, fallback: unknown, isUpdate: boolean): boolean {
  if (!(name in given) || given[name] === UNSET) return false;
  return isUpdate || pythonRepr(given[name]) !== pythonRepr(fallback);
}

function namesIn(tree: Tree): string[] {
  return typeof tree === 'string' ? [tree] : tree.flatMap(namesIn);
}

function wordsOf(tree: Tree): string {
  return typeof tree === 'string' ? `rule:${tree}` : `(${tree.map(wordsOf).join(' and ')})`;
}

/** 403 with the rules that were asked. */
export function notAuthorized(words: string): Error {
  return refuse(403, 'PolicyNotAuthorized', `${words} is disallowed by policy`);
}
