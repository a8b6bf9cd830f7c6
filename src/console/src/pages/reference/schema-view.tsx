import type { ReactNode } from 'react';
import { useWords, type Words } from '../../words/words';
import { membersOf, nameOf, resolve, type Contract, type Member, type Schema } from './contract';
import { Prose } from './prose';

const anchor = (name: string): string => `schema-${name}`;

export function SchemaLink({ name }: { name: string }) {
  return <a href={`#${anchor(name)}`}>{name}</a>;
}

// The type in a few words; schemas that have a name are links.
export function TypeText({ schema }: { schema: Schema }): ReactNode {
  const { reference } = useWords();
  if (schema.$ref) return <SchemaLink name={nameOf(schema.$ref)} />;
  if (schema.oneOf) {
    return schema.oneOf.map((one, i) => (
      <span key={i}>
        {i > 0 && ' | '}
        <TypeText schema={one} />
      </span>
    ));
  }
  if (schema.allOf) {
    return schema.allOf.map((one, i) => (
      <span key={i}>
        {i > 0 && ' & '}
        <TypeText schema={one} />
      </span>
    ));
  }
  if (schema.type === 'array' && schema.items) {
    if (schema.items.$ref) return <><SchemaLink name={nameOf(schema.items.$ref)} />[]</>;
    return reference.listOf(String(schema.items.type ?? 'object'));
  }
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'object');
  return schema.format ? `${type} (${schema.format})` : type;
}

function limitsOf(schema: Schema, words: Words['reference']): ReactNode[] {
  const out: ReactNode[] = [];
  if (schema.default !== undefined) out.push(words.defaults(JSON.stringify(schema.default)));
  if (schema.minimum !== undefined) out.push(words.from(String(schema.minimum)));
  if (schema.exclusiveMinimum !== undefined) out.push(words.above(String(schema.exclusiveMinimum)));
  if (schema.maximum !== undefined) out.push(words.upTo(String(schema.maximum)));
  if (schema.minLength !== undefined) out.push(words.atLeast(String(schema.minLength)));
  if (schema.maxLength !== undefined) out.push(words.atMost(String(schema.maxLength)));
  if (schema.pattern) out.push(<>{words.pattern} <code>{schema.pattern}</code></>);
  if (schema.example !== undefined) out.push(<>{words.example} <code>{String(schema.example)}</code></>);
  return out;
}

// What it means and what it may be.
export function Meaning({ schema, description }: { schema: Schema; description?: string | undefined }) {
  const { reference } = useWords();
  const text = description ?? schema.description;
  const limits = limitsOf(schema, reference);
  const values = schema.enum ?? (schema.items && !schema.items.$ref ? schema.items.enum : undefined);
  return (
    <>
      <Prose text={text} />
      {values && (
        <span className="enum">
          {values.map((value) => (
            <code key={String(value)}>{String(value)}</code>
          ))}
        </span>
      )}
      {limits.length > 0 && (
        <span className="limits">
          {limits.map((limit, i) => (
            <span key={i}>{limit}</span>
          ))}
        </span>
      )}
    </>
  );
}

function Rows({ contract, members, depth }: { contract: Contract; members: Member[]; depth: number }) {
  const { reference } = useWords();
  return members.map(({ name, schema, required }) => {
    const inner = schema.$ref ? [] : membersOf(contract, schema.type === 'array' && schema.items && !schema.items.$ref ? schema.items : schema);
    return [
      <tr key={name}>
        <td className={`depth-${Math.min(depth, 4)}`}>
          <code>{name}</code>
          {required && <small>{reference.required}</small>}
        </td>
        <td>
          <TypeText schema={schema} />
        </td>
        <td>
          <Meaning schema={schema} />
        </td>
      </tr>,
      inner.length > 0 && <Rows key={`${name}-inner`} contract={contract} members={inner} depth={depth + 1} />,
    ];
  });
}

// An object's members as a table, those of objects within it below them.
export function SchemaView({ contract, schema, label }: { contract: Contract; schema: Schema; label: string }) {
  const { reference } = useWords();
  if (schema.$ref) return <p><TypeText schema={schema} /></p>;
  if (schema.oneOf) {
    return (
      <div className="stack">
        <p className="quiet">{reference.oneOf}</p>
        {schema.oneOf.map((one, i) => (
          <SchemaView key={i} contract={contract} schema={one} label={`${label} ${i + 1}`} />
        ))}
      </div>
    );
  }
  const members = membersOf(contract, resolve(contract, schema));
  if (members.length === 0) {
    return (
      <p className="schema-plain">
        <TypeText schema={schema} /> <Meaning schema={schema} />
      </p>
    );
  }
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={label}>
      <table className="table schema">
        <thead>
          <tr>
            <th scope="col">{reference.name}</th>
            <th scope="col">{reference.type}</th>
            <th scope="col">{reference.meaning}</th>
          </tr>
        </thead>
        <tbody>
          <Rows contract={contract} members={members} depth={0} />
        </tbody>
      </table>
    </div>
  );
}

export function NamedSchema({ contract, name }: { contract: Contract; name: string }) {
  const schema = contract.components.schemas[name] ?? {};
  return (
    <div className="named-schema" id={anchor(name)}>
      <h3>{name}</h3>
      {schema.description && <p className="quiet"><Prose text={schema.description} /></p>}
      <SchemaView contract={contract} schema={{ ...schema, description: undefined }} label={name} />
    </div>
  );
}
