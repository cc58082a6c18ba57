/**
 * A UUID for `requestId`, the idempotency key of a command.
 *
 * `crypto.randomUUID` exists in secure contexts only; on a plain-http page a version 4 UUID (RFC 9562) is assembled
 * from random bytes. Both come from the cryptographic source of the browser.
 */
export function newRequestId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
