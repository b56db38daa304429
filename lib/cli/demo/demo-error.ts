/** The local deployment does not behave as the demo expects. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
