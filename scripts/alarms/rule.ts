import { ALARM_STATES, type AlarmState } from './definition.ts';
import { type Expression, ExpressionError, parseExpression } from './expression.ts';

/** A name needs no quotes in a rule, whatever is in it. */
const BARE_NAME = /\b(ALARM|OK|INSUFFICIENT_DATA)\(\s*([^\s"'()]+)\s*\)/g;

/**
 * Reads the rule of a composite alarm.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
 * @throws ExpressionError
 */
export function parseRule(text: string): Expression {
  return parseExpression(text.replaceAll(BARE_NAME, '$1("$2")'));
}

/**
 * Whether a rule holds.
 * @param stateOf the state of an alarm by its name or ARN; undefined where there is none of it
 * @throws ExpressionError for what rules don't have, or an alarm that isn't there
 */
export function holds(rule: Expression, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  if (rule.kind === 'name' && (rule.name === 'TRUE' || rule.name === 'FALSE')) return rule.name === 'TRUE';
  if (rule.kind === 'negation' && rule.operator === 'NOT') return !holds(rule.operand, stateOf);
  if (rule.kind === 'operation' && rule.operator === 'AND') {
    return holds(rule.left, stateOf) && holds(rule.right, stateOf);
  }
  if (rule.kind === 'operation' && rule.operator === 'OR') {
    return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
  if (rule.kind === 'call') return isInState(rule, stateOf);
  throw new ExpressionError(`a rule has no ${rule.kind === 'operation' ? rule.operator : rule.kind}`);
}

function isInState(
  { name, args: [alarm, ...others] }: Extract<Expression, { kind: 'call' }>,
  stateOf: (alarm: string) => AlarmState | undefined,
): boolean {
  const wanted = ALARM_STATES.find((state) => state === name);
  if (!wanted) throw new ExpressionError(`a rule has no ${name}; allowed: ${ALARM_STATES.join(', ')}`);
  if (alarm?.kind !== 'text' || others.length > 0) throw new ExpressionError(`${name} takes one alarm`);
  const state = stateOf(alarm.text);
  if (!state) throw new ExpressionError(`there is no alarm ${alarm.text}`);
  return state === wanted;
}
