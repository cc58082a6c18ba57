// The globals of a page that Lit uses while it is loaded; the build puts them in place (vite.config.ts). Without a
// page, as in Node, these stand-ins keep the import from failing, so that a server that renders the page may import the
// module. They are not set as globals, because other libraries detect their environment by those.

export const HTMLElement = globalThis.HTMLElement ?? (class {} as typeof globalThis.HTMLElement);

export const document = globalThis.document ?? ({ createTreeWalker: () => ({}) } as unknown as Document);
