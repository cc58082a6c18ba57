import { failed, localFailure, type Outcome } from '../bus/answer.ts';
import type { FlowContext } from '../flows/context.ts';

interface RunningCommand {
  readonly destination: string;
  readonly outcome: Promise<Outcome<never>>;
}

/** Runs each command at most once at a time, and marks its control as busy. */
export class CommandRunner {
  readonly #context: FlowContext;
  readonly #running = new Map<string, RunningCommand>();

  constructor(context: FlowContext) {
    this.#context = context;
  }

  /**
   * Runs a flow for a control. While it runs, the same command has the same outcome: a double click is one click. The same
   * command with another destination is refused as `Busy`; any command is refused as `LinkLost` while a session has no link.
   */
  run<R>(control: string, flow: () => Promise<Outcome<R>>, destination = ''): Promise<Outcome<R>> {
    const running = this.#running.get(control);
    if (running?.destination === destination) return running.outcome;
    const context = this.#context;
    if (running) return Promise.resolve(context.reportFailure(localFailure('Busy'), control.split(':')[0]));
    const { session, link } = context.store.state;
    if (session && link === 'Lost') return Promise.resolve(failed('LinkLost'));
    const outcome = this.#runBusy(control, flow);
    this.#running.set(control, { destination, outcome: outcome as Promise<Outcome<never>> });
    return outcome;
  }

  async #runBusy<R>(control: string, flow: () => Promise<R>): Promise<R> {
    const { store } = this.#context;
    store.dispatch({ kind: 'busy', control, busy: true });
    try {
      return await flow();
    } finally {
      this.#running.delete(control);
      store.dispatch({ kind: 'busy', control, busy: false });
    }
  }
}
