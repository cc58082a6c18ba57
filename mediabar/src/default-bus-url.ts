/**
 * The bus beside this module. With a HIS behind a path prefix both are below the prefix, and a page of another origin
 * that loads the module from a HIS connects to that HIS. If the module has no http address of its own: `/bus` at the
 * origin of the page.
 */
export function defaultBusUrl(): string {
  const here = import.meta.url; // a variable, because bundlers copy the file in `new URL('…', import.meta.url)`
  const bus = here.startsWith('http') ? new URL('bus', here) : new URL('/bus', location.href);
  bus.protocol = bus.protocol.replace('http', 'ws');
  return bus.href;
}
