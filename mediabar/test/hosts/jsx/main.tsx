import type { MediaBarStateDetail } from 'media-bar';
import type {} from 'media-bar/jsx';

/** Any factory: the types are those of the global JSX namespace. */
export const h = (name: string, attributes: object | null): unknown => [name, attributes];
const show = ({ detail }: CustomEvent<MediaBarStateDetail>) => console.log(detail.agentId);

export const bar = <media-bar src="wss://his.example/bus" accept-key="F9" ring="on" onmedia-bar-state={show} />;
export const wrong = [
    // @ts-expect-error There is no such theme.
    <media-bar theme="pink" />,
    // @ts-expect-error It is the listener of another event.
    <media-bar onmedia-bar-ringing={show} />,
];
