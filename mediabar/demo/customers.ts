export interface Customer {
  readonly name: string;
  readonly since: string;
  readonly plan: string;
  readonly phone: string;
  readonly email: string;
  readonly place: string;
  readonly notes: readonly (readonly [when: string, what: string])[];
}

/** Fictitious: the numbers are from ranges reserved for fiction, the addresses from a domain reserved for examples. */
export const customers: readonly Customer[] = [
  {
    name: 'Mira Oduya',
    since: 'March 2023',
    plan: 'City 8 · € 29 a month',
    phone: '+49 30 5550 142',
    email: 'mira@example.org',
    place: 'Berlin, Weserstraße',
    notes: [
      ['12 May', 'Brake pads replaced at home, 20 minutes.'],
      ['3 Feb', 'Asked whether the child seat fits the City 8. It does.'],
      ['18 Nov', 'Moved within the city; address changed.'],
    ],
  },
  {
    name: 'Jonas Veld',
    since: 'August 2024',
    plan: 'Cargo E · € 89 a month',
    phone: '+49 89 5550 167',
    email: 'jonas@example.org',
    place: 'München, Au',
    notes: [
      ['27 Apr', 'Battery holds 70 % of its charge. Exchange ordered.'],
      ['9 Jan', 'Second key sent by post.'],
    ],
  },
  {
    name: 'Leila Haddad',
    since: 'June 2025',
    plan: 'Gravel 11 · € 45 a month',
    phone: '+49 40 5550 118',
    email: 'leila@example.org',
    place: 'Hamburg, Ottensen',
    notes: [['2 Jun', 'Welcome call. Frame size 54, clip pedals.']],
  },
];

/** The customer with a number or an address; spaces are ignored. */
export function customerOf(party: string | null): Customer | undefined {
  const bare = (text: string) => text.replace(/\s/g, '').toLowerCase();
  const wanted = bare(party ?? '');
  return customers.find(({ phone, email, name }) => [phone, email, name].some((each) => bare(each) === wanted));
}
