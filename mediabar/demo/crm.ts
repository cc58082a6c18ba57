import type { MediaBar, MediaBarStateDetail } from '#media-bar';
import { customerOf, customers, type Customer } from './customers.ts';
import { byId, make } from './dom.ts';

/**
 * A minimal CRM: a list of customers and a record. It shows the three things that a CRM wants from MediaBar: to know
 * who is logged in, to open the record of a caller, and to dial a number that is clicked.
 */
export class Crm {
  readonly #bar: MediaBar;
  #open: Customer | undefined;

  constructor(bar: MediaBar) {
    this.#bar = bar;
    bar.addEventListener('media-bar-state', ({ detail }) => this.#state(detail));
    bar.addEventListener('media-bar-interaction', ({ detail: { change, interaction } }) => {
      const customer = change === 'created' && customerOf(interaction.party);
      if (customer) this.#show(customer);
    });
  }

  /** Without an agent no customer is shown, because the next agent may not be allowed to see them. */
  #state({ loggedIn }: MediaBarStateDetail): void {
    byId('nobody').hidden = loggedIn;
    byId('records').hidden = !loggedIn;
    if (loggedIn && !this.#open) this.#show(customers[0]!);
    if (loggedIn) return;
    this.#open = undefined;
    byId('people').replaceChildren();
    byId('record').replaceChildren();
  }

  #show(customer: Customer): void {
    if (this.#open === customer) return;
    this.#open = customer;
    byId('people').replaceChildren(...customers.map((each) => this.#person(each)));
    byId('record').replaceChildren(...this.#record(customer));
  }

  #person(customer: Customer): HTMLElement {
    const button = make('button', '', make('strong', '', customer.name), make('span', '', customer.plan));
    button.type = 'button';
    if (customer === this.#open) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => {
      this.#show(customer);
      byId('people').querySelector<HTMLElement>('[aria-current]')?.focus();
    });
    return make('li', '', button);
  }

  #record(customer: Customer): Node[] {
    const call = make('button', 'link', customer.phone);
    call.type = 'button';
    call.title = 'Call with MediaBar';
    call.addEventListener('click', () => {
      this.#bar.dial(customer.phone).catch(reportError);
    });
    const fact = (name: string, value: Node | string) => make('div', '', make('dt', '', name), make('dd', '', value));
    return [
      make('header', '', make('h1', '', customer.name), make('p', 'quiet', `Customer since ${customer.since}`)),
      make(
        'dl',
        'facts',
        fact('Subscription', customer.plan),
        fact('Phone', call),
        fact('Email', customer.email),
        fact('Place', customer.place),
      ),
      make('h2', '', 'History'),
      make('ul', 'history', ...customer.notes.map(([when, what]) => make('li', '', make('span', 'quiet', when), what))),
    ];
  }
}
