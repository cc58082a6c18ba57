import type { MediaBarElement, MediaBarEventMap } from '../element.ts';

type Same = Pick<MediaBarElement, 'src' | 'seat' | 'locale' | 'theme' | 'ring'>;

/** The attributes of `<media-bar>` in a template. All are optional. */
export type MediaBarAttributes = { [Name in keyof Same]?: Same[Name] | undefined } & {
  /** See `MediaBarElement.acceptKey`. */
  'accept-key'?: MediaBarElement['acceptKey'] | undefined;
};

/** The listeners of `<media-bar>` in JSX: `on` and the name of the event, such as `onmedia-bar-state`. */
export type MediaBarListeners = {
  [Name in keyof MediaBarEventMap as `on${Name}`]?: ((event: MediaBarEventMap[Name]) => void) | undefined;
};
