/**
 * The link of a follower: sends its requests to the leading tab. To a `BusClient` it is a WebSocket; a change of leader
 * is a lost link, after which pending requests are sent again.
 */
export class FollowerSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((frame: { data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  readonly send: (text: string) => void;

  constructor(send: (text: string) => void) {
    this.send = send;
    queueMicrotask(() => {
      if (this.readyState) return;
      this.readyState = 1;
      this.onopen?.();
    });
  }

  close(_code?: number): void {
    this.readyState = 3;
  }

  /** No tab leads any more, or the leader has lost its own link. */
  fail(): void {
    if (this.readyState > 1) return;
    this.close();
    this.onclose?.({ code: 1006 });
  }
}
