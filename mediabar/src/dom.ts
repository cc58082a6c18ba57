// What lit takes from the page as it is loaded, for the build to put in its place (vite.config.ts). Without a
// page, as in Node, stand-ins keep the import from failing: a server that renders the page around the bar may import it.
// They stay in the module, for other libraries look at the globals to know where they are.

export const HTMLElement = globalThis.HTMLElement ?? (class {} as typeof globalThis.HTMLElement);

export const document = globalThis.document ?? ({ createTreeWalker: () => ({}) } as unknown as Document);
