/** The subset of metric math that the alarms of the templates use. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** In ascending order of precedence. */
const LEVELS = [
  ['>=', '>'],
  ['+', '-'],
  ['*', '/'],
] as const;
export type Operator = (typeof LEVELS)[number][number];

const LEVEL_OF = new Map<string, { operator: Operator; level: number }>(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, { operator, level }] as const)),
);

const TOKEN = /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>>=|[-+*/>(),]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
}
const END: Token = { kind: 'end', text: 'the end' };

/** An expression outside the supported subset of metric math, or a rule of a composite alarm that is not supported. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** @throws ExpressionError */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text, tokensOf(text));
  const expression = parser.expression(0);
  parser.expect(END.text);
  return expression;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const token = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const { number, name, sign } = token.exec(text)?.groups ?? {};
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw new ExpressionError(`'${text}' is not supported from '${text.slice(at)}' on`);
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

  /** Parses operands that are joined by operators of this precedence level or a higher one. */
  expression(level: number): Expression {
    let left = this.#operand();
    for (;;) {
      const found = LEVEL_OF.get(this.#peek().text);
      if (!found || found.level < level) return left;
      this.#next += 1;
      left = { kind: 'operation', operator: found.operator, left, right: this.expression(found.level + 1) };
    }
  }

  expect(text: string): void {
    const found = this.#take().text;
    if (found !== text) throw new ExpressionError(`'${this.#text}' has ${found} where ${text} is expected`);
  }

  #operand(): Expression {
    const { kind, text } = this.#take();
    if (kind === 'number') return { kind, value: Number(text) };
    if (kind === 'name') return this.#callOrName(text);
    if (text !== '(') throw new ExpressionError(`'${this.#text}' has ${text} where a value is expected`);
    const inner = this.expression(0);
    this.expect(')');
    return inner;
  }

  #callOrName(name: string): Expression {
    if (this.#peek().text !== '(') return { kind: 'name', name };
    const args: Expression[] = [];
    do {
      this.#next += 1;
      args.push(this.expression(0));
    } while (this.#peek().text === ',');
    this.expect(')');
    return { kind: 'call', name, args };
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
