/** Types of `<media-bar>` in React 19 and later: `import type {} from 'media-bar/react'`. */
import type * as React from 'react';
import type { MediaBarElement } from '../element.ts';
import type { MediaBarAttributes, MediaBarListeners } from './attributes.ts';

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React declares it so
  namespace JSX {
    interface IntrinsicElements {
      'media-bar': React.DetailedHTMLProps<React.HTMLAttributes<MediaBarElement>, MediaBarElement> &
        MediaBarAttributes &
        MediaBarListeners;
    }
  }
}
