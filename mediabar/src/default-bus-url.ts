/**
 * The bus beside this module: a HIS behind a path prefix has both below it, and a page of another origin that loads the
 * element from a HIS means the bus of that HIS. Where the module has no address of its own, `/bus` of the page's origin.
 */
export function defaultBusUrl(): string {
  const here = import.meta.url; // apart, or bundlers take it for a file to be copied
  const bus = here.startsWith('http') ? new URL('bus', here) : new URL('/bus', location.href);
  bus.protocol = bus.protocol.replace('http', 'ws');
  return bus.href;
}
