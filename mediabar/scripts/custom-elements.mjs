// Writes custom-elements.json, the custom elements manifest, from src/element.ts, the properties of the element and the tables
// of README.md. With --check: fails if it is not current.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
/** @type {(path: string) => string} */
const read = (path) => readFileSync(join(root, path), 'utf8');
/** @type {(path: string) => ts.SourceFile} */
const parse = (path) => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);

const declarations = parse('src/element.ts');
const element = interfaceOf('MediaBarElement');
const attributes = attributeNames();
const readme = read('README.md');
const sources = readdirSync(join(root, 'src/view'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(join('src/view', name)))
  .join('\n');

/** @type {import('custom-elements-manifest').ClassMember[]} */
const members = element.members.map((member) => {
  const name = member.name?.getText() ?? '';
  if (ts.isMethodSignature(member)) {
    return {
      kind: 'method',
      name,
      description: descriptionOf(member),
      parameters: member.parameters.map((parameter) => ({
        name: parameter.name.getText(),
        description: textOf(ts.getJSDocParameterTags(parameter)[0]?.comment).replace(/^- /, ''),
        type: { text: parameter.type?.getText() ?? 'unknown' },
      })),
      return: {
        description: textOf(ts.getJSDocReturnTag(member)?.comment),
        type: { text: member.type?.getText() ?? 'unknown' },
      },
    };
  }
  const attribute = attributes.get(name);
  return {
    kind: 'field',
    name,
    description: descriptionOf(member),
    type: { text: typeOf(member) },
    ...(attribute ? { attribute: attribute.name, reflects: attribute.reflects } : { readonly: true }),
  };
});

/** @type {import('custom-elements-manifest').Package} */
const manifest = {
  schemaVersion: '2.1.0',
  readme: 'README.md',
  modules: [
    {
      kind: 'javascript-module',
      path: 'dist/media-bar.js',
      declarations: [
        {
          kind: 'class',
          name: 'MediaBar',
          tagName: 'media-bar',
          customElement: true,
          description: descriptionOf(element),
          superclass: { name: 'HTMLElement' },
          members,
          attributes: element.members.flatMap((member) => {
            const fieldName = member.name?.getText() ?? '';
            const attribute = attributes.get(fieldName);
            if (!attribute) return [];
            return [
              {
                name: attribute.name,
                description: descriptionOf(member),
                type: { text: typeOf(member).replace(/ \| null$/, '') },
                fieldName,
              },
            ];
          }),
          events: interfaceOf('MediaBarEventMap').members.map((member) => ({
            name: (member.name?.getText() ?? '').replaceAll("'", ''),
            description: descriptionOf(member),
            type: { text: typeOf(member) },
          })),
          cssProperties: cssProperties(),
          cssParts: cssParts(),
        },
      ],
      exports: [
        { kind: 'js', name: 'MediaBar', declaration: { name: 'MediaBar' } },
        { kind: 'custom-element-definition', name: 'media-bar', declaration: { name: 'MediaBar' } },
      ],
    },
  ],
};

const file = 'custom-elements.json';
const text = await format(JSON.stringify(manifest), { parser: 'json', printWidth: 120 });
if (!process.argv.includes('--check')) writeFileSync(join(root, file), text);
else if (read(file) !== text) throw new Error(`${file} is not current: run npm run manifest`);

/** @type {(name: string) => ts.InterfaceDeclaration} */
function interfaceOf(name) {
  const found = declarations.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
  if (!found || !ts.isInterfaceDeclaration(found)) throw new Error(`There is no interface ${name}.`);
  return found;
}

/** @type {(node: ts.Node) => string} */
function typeOf(node) {
  return (ts.isPropertySignature(node) && node.type?.getText()) || 'unknown';
}

/** @type {(comment: ts.JSDoc['comment']) => string} */
function textOf(comment) {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/\s+/g, ' ').trim();
}

/** @type {(node: ts.Node) => string} */
function descriptionOf(node) {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((each) => textOf(each.comment))
    .join(' ')
    .trim();
}

/**
 * The attributes by the name of their property, from the declarations that Lit reads.
 *
 * @returns {Map<string, { name: string, reflects: boolean }>}
 */
function attributeNames() {
  const source = /static override readonly properties[^{]*(\{[^]*?\n {2}\});/.exec(
    read('src/view/media-bar-element.ts'),
  );
  const lines = source?.[1]?.matchAll(/(\w+): \{([^}]*)\}/g) ?? [];
  return new Map(
    [...lines].map(([, property = '', options = '']) => {
      const name = /attribute: '([^']+)'/.exec(options)?.[1] ?? property;
      return [property, { name, reflects: options.includes('reflect: true') }];
    }),
  );
}

function cssProperties() {
  const rows = [...readme.matchAll(/^\| ((?:`--media-bar-[\w-]+`(?:, )?)+) +\| (.*?) +\|$/gm)];
  const documented = rows.flatMap(([, names = '', description = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, description })),
  );
  const used = new Set([...sources.matchAll(/var\((--media-bar-[\w-]+)/g)].map(([, name]) => name));
  for (const name of used) {
    if (!documented.some((each) => each.name === name)) throw new Error(`README.md lacks the custom property ${name}.`);
  }
  for (const { name } of documented) if (!used.has(name)) throw new Error(`No style uses ${name} of README.md.`);
  return documented;
}

function cssParts() {
  const list = /`::part\(\)`:([^]*?)\n\n/.exec(readme)?.[1] ?? '';
  const documented = [...list.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => ({ name }));
  const suffixes = [...sources.matchAll(/part="[^"]*\$\{\w+\}(-\w+)"/g)].map(([, suffix = '']) => suffix);
  for (const { name } of documented) {
    const isUsed = new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(sources);
    if (!isUsed && !suffixes.some((each) => name.endsWith(each))) throw new Error(`No template has the part ${name}.`);
  }
  for (const [, names = ''] of sources.matchAll(/part="([^"$]+)"/g)) {
    for (const name of names.split(' ')) {
      if (!documented.some((each) => each.name === name)) throw new Error(`README.md lacks the part ${name}.`);
    }
  }
  return documented;
}
