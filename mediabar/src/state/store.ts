import { emptyState, type BarState, type Action } from './model.ts';
import { reduce } from './reducer.ts';

export type Listener = (state: BarState, before: BarState) => void;

/** Holds the state and notifies its listeners. All rules are in the reducer; there is no history. */
export class Store {
  readonly #listeners = new Set<Listener>();
  #state: BarState = emptyState;

  get state(): BarState {
    return this.#state;
  }

  dispatch(action: Action): void {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state === before) return;
    for (const listener of this.#listeners) listener(this.#state, before);
  }

  /** Calls `listener` after every change. Returns a function that unsubscribes. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
