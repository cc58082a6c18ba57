/**
 * Types of `<media-bar>` in JSX without a framework of its own types: `import type {} from 'media-bar/jsx'`. With another JSX
 * namespace, extend its `IntrinsicElements` by `MediaBarIntrinsicElements`.
 */
import type { MediaBarAttributes, MediaBarListeners } from './attributes.ts';

export interface MediaBarIntrinsicElements {
  'media-bar': MediaBarAttributes &
    MediaBarListeners & { id?: string | undefined; class?: string | undefined; style?: string | undefined };
}

declare global {
  // The namespace that TypeScript looks up if the JSX factory has none.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements extends MediaBarIntrinsicElements {}
  }
}
