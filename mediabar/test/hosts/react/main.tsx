import { MediaBar, type MediaBarElement } from 'media-bar';
import type {} from 'media-bar/react';
import { StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { bus, germanLabel, logIn, report } from '../page.js';

function Desktop() {
    const bar = useRef<MediaBarElement>(null);
    const [agentId, setAgentId] = useState<string | null>(null);
    useEffect(() => {
        if (bar.current && !agentId) void logIn(bar.current);
        if (!bar.current || !agentId) return;
        const { current } = bar;
        void germanLabel(current).then((label) =>
            report({ agentId, label, key: current.acceptKey, isOfClass: current instanceof MediaBar }),
        );
    }, [agentId]);
    return (
        <media-bar
            ref={bar}
            className="bar"
            src={bus}
            locale="de"
            accept-key="F9"
            onmedia-bar-state={({ detail }) => setAgentId(detail.agentId)}
        />
    );
}

export const wrong = [
    // @ts-expect-error There is no such theme.
    <media-bar key="theme" theme="pink" />,
    // @ts-expect-error The detail has no such member.
    <media-bar key="event" onmedia-bar-ringing={({ detail }) => console.log(detail.agentId)} />,
];

createRoot(document.getElementById('root')!).render(
    <StrictMode>
        <Desktop />
    </StrictMode>,
);
