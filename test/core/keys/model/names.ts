/** The generated IDs, by the labels of the model. */
export class Names {
  readonly #ids = new Map<string, string>();
  readonly #labels = new Map<string, string>();

  constructor(pairs: Iterable<readonly [label: string, id: string]> = []) {
    for (const [label, id] of pairs) this.bind(label, id);
  }

  bind(label: string, id: string): void {
    this.#ids.set(label, id);
    this.#labels.set(id, label);
  }

  /** The same names with further pairs. */
  with(pairs: Iterable<readonly [label: string, id: string]>): Names {
    return new Names([...this.#ids, ...pairs]);
  }

  has(label: string): boolean {
    return this.#ids.has(label);
  }

  isBound(id: string): boolean {
    return this.#labels.has(id);
  }

  /** For a label without a resource: an ID that no resource has. */
  idOf(label: string): string {
    return this.#ids.get(label) ?? 'zzzzzzzzzzzz';
  }

  labelOf(id: string): string | undefined {
    return this.#labels.get(id);
  }

  /** The ID of a caller with IDs in place of labels. */
  idsIn(caller: string): string {
    return caller.startsWith('key:') ? `key:${this.idOf(caller.slice('key:'.length))}` : caller;
  }

  /** The value with labels in place of IDs. */
  relabel(value: unknown): unknown {
    if (typeof value === 'string') return this.#relabelText(value);
    if (Array.isArray(value)) return value.map((each) => this.relabel(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.relabel(each)]));
  }

  #relabelText(text: string): string {
    const label = this.#labels.get(text);
    if (label !== undefined) return label;
    const holder = text.startsWith('key:') ? this.#labels.get(text.slice('key:'.length)) : undefined;
    return holder === undefined ? text : `key:${holder}`;
  }
}
