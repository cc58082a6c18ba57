/** Types of `<media-bar>` in the templates of Vue 3.3 and later: `import type {} from 'media-bar/vue'`. */
import type { HTMLAttributes, PublicProps } from 'vue';
import type { MediaBarEventMap } from '../element.ts';
import type { MediaBarAttributes } from './attributes.ts';

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${CamelCase<Rest>}`
  : Capitalize<Name>;

/** `@media-bar-state` in a template is the property `onMediaBarState`. */
type Listeners = {
  [Name in keyof MediaBarEventMap as `on${CamelCase<Name>}`]?: ((event: MediaBarEventMap[Name]) => void) | undefined;
};

declare module 'vue' {
  interface GlobalComponents {
    'media-bar': new () => { $props: HTMLAttributes & PublicProps & MediaBarAttributes & Listeners };
  }
}
