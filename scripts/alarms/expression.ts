/** What can be read of metric math and of the rules of composite alarms, which share one grammar. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'negation'; readonly operator: '-' | 'NOT'; readonly operand: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** The loosest first. */
const LEVELS = [['OR'], ['AND'], ['==', '!=', '<=', '>=', '<', '>'], ['+', '-'], ['*', '/'], ['^']] as const;
export type Operator = (typeof LEVELS)[number][number];

const LEVEL_OF = new Map<string, { operator: Operator; level: number }>(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, { operator, level }] as const)),
);
const SPELLINGS = new Map([
  ['&&', 'AND'],
  ['||', 'OR'],
]);
/** `NOT` holds what is compared together, and `-` what is multiplied. */
const NEGATED_LEVEL = { NOT: 2, '-': 4 } as const;

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<name>[A-Za-z_]\w*)|(?<sign>==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/y;

type Token = { readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end'; readonly text: string };
const END: Token = { kind: 'end', text: 'the end' };

/** An expression that this can't read, or a function that it doesn't know. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** @throws ExpressionError */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text, tokensOf(text));
  const expression = parser.expression(0);
  parser.expect(END);
  return expression;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const token = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const { number, double, single, name, sign } = token.exec(text)?.groups ?? {};
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (double !== undefined) tokens.push({ kind: 'text', text: double });
    else if (single !== undefined) tokens.push({ kind: 'text', text: single });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw new ExpressionError(`'${text}' can't be read from '${text.slice(at)}' on`);
  }
  return tokens;
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  /** What is held together by operators of this level or tighter. */
  expression(level: number): Expression {
    let left = this.#operand();
    for (;;) {
      const found = this.#operator();
      if (!found || found.level < level) return left;
      this.#next += 1;
      left = {
        kind: 'operation',
        operator: found.operator,
        left,
        right: this.expression(found.level + 1),
      };
    }
  }

  expect({ kind, text }: Token): void {
    const found = this.#take();
    if (found.kind === kind && found.text === text) return;
    throw new ExpressionError(`'${this.#text}' has ${found.text} where ${text} should be`);
  }

  #operator() {
    const { kind, text } = this.#peek();
    return kind === 'name' || kind === 'sign' ? LEVEL_OF.get(SPELLINGS.get(text) ?? text) : undefined;
  }

  #operand(): Expression {
    const { kind, text } = this.#take();
    if (kind === 'number') return { kind, value: Number(text) };
    if (kind === 'text') return { kind, text };
    if (text === '-' || (kind === 'name' && text === 'NOT')) {
      return { kind: 'negation', operator: text, operand: this.expression(NEGATED_LEVEL[text]) };
    }
    if (kind === 'name') return this.#callOrName(text);
    if (text === '[') return { kind: 'list', items: this.#itemsUntil(']') };
    if (text !== '(') throw new ExpressionError(`'${this.#text}' has ${text} where a value should be`);
    const inner = this.expression(0);
    this.expect({ kind: 'sign', text: ')' });
    return inner;
  }

  #callOrName(name: string): Expression {
    if (!this.#isNext('(')) return { kind: 'name', name };
    this.#next += 1;
    return { kind: 'call', name, args: this.#itemsUntil(')') };
  }

  #itemsUntil(close: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#isNext(close)) {
      if (items.length > 0) this.expect({ kind: 'sign', text: ',' });
      items.push(this.expression(0));
    }
    this.#next += 1;
    return items;
  }

  #isNext(sign: string): boolean {
    const { kind, text } = this.#peek();
    return kind === 'sign' && text === sign;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? END;
  }
}
